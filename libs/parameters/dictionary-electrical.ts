/**
 * Electrical, optical and information parameters, one a line:
 * `code | 中文名 | English name | aliases, comma separated | dimension | base unit | better (+ higher, - lower, 0 none)`.
 */
export const ELECTRICAL = `
rated_voltage|额定电压|rated voltage|标称电压,nominal voltage|voltage|V|0
input_voltage|输入电压|input voltage|供电电压,电源电压,工作电压,供电,supply voltage|voltage|V|0
output_voltage|输出电压|output voltage||voltage|V|0
withstand_voltage|耐压|withstand voltage|工频耐压,耐受电压,绝缘耐压,工频耐受电压|voltage|V|+
rated_current|额定电流|rated current|标称电流,nominal current|current|A|0
output_current|输出电流|output current||current|A|0
breaking_current|额定短路开断电流|rated short-circuit breaking current|开断电流,短路开断电流,分断能力,breaking current,breaking capacity|current|A|+
short_time_withstand_current|额定短时耐受电流|rated short-time withstand current|短时耐受电流,短时耐受|current|A|+
current_carrying_capacity|载流量|current-carrying capacity|ampacity|current|A|+
rated_power|额定功率|rated power|标称功率,nominal power|power|W|0
output_power|输出功率|output power||power|W|0
power_consumption|功耗|power consumption|整机功耗,耗电功率|power|W|-
no_load_loss|空载损耗|no-load loss||power|W|-
load_loss|负载损耗|load loss||power|W|-
rated_capacity_va|额定容量|rated apparent power|视在功率,apparent power|power|VA|0
energy_capacity|标称能量|energy capacity|储能容量,额定能量|energy|kWh|+
battery_capacity|电池容量|battery capacity||charge|Ah|+
frequency|频率|frequency|额定频率,工作频率,rated frequency|frequency|Hz|0
bandwidth|频带宽度|bandwidth|信号带宽|frequency|Hz|+
insulation_resistance|绝缘电阻|insulation resistance||resistance|Ω|+
contact_resistance|接触电阻|contact resistance||resistance|Ω|-
resistivity|电阻率|resistivity|体积电阻率,volume resistivity|resistivity|Ω·m|0
conductivity|电导率|conductivity|electrical conductivity|conductivity|S/m|0
power_factor|功率因数|power factor||ratio||+
short_circuit_impedance|短路阻抗|short-circuit impedance|阻抗电压|ratio|%|0
conductor_section|导体截面积|conductor cross-section|标称截面,导体截面,截面积,cross-sectional area|area|mm2|0
wavelength|波长|wavelength|中心波长,光源波长|length|nm|0
luminous_flux|光通量|luminous flux||luminous flux|lm|+
illuminance|照度|illuminance||illuminance|lx|+
data_rate|传输速率|data rate|数据传输速率,数据速率,通信速率|information rate|bps|+
switching_capacity|交换容量|switching capacity||information rate|bps|+
packet_rate|包转发率|packet forwarding rate|转发性能|packet rate|pps|+
storage_capacity|存储容量|storage capacity|硬盘容量|information|B|+
response_time|响应时间|response time|平均响应时间|time|s|-
port_count|端口数量|port count|端口数,接口数量|count|个|+
core_count|芯数|core count|纤芯数|count|芯|0
channel_count|通道数|channel count|通道数量|count|路|+
availability|可用性|availability|可用率,系统可用率,平台可用性,系统可用性|ratio|%|+
`;
