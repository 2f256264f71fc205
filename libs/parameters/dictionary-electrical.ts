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
short_time_withstand_current|额定短时耐受电流|rated short-time withstand current|短时耐受电流,短时耐受,热稳定电流|current|A|+
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
lightning_impulse_withstand_voltage|额定雷电冲击耐受电压|rated lightning impulse withstand voltage|雷电冲击耐受电压,雷电冲击耐压,冲击耐受电压|voltage|V|+
ripple_voltage|纹波电压|ripple voltage|输出纹波,输出纹波电压|voltage|V|-
peak_withstand_current|额定峰值耐受电流|rated peak withstand current|峰值耐受电流,动稳定电流|current|A|+
making_current|额定短路关合电流|rated short-circuit making current|短路关合电流,关合电流|current|A|+
short_circuit_duration|额定短路持续时间|rated duration of short circuit|短路持续时间|time|s|+
no_load_current|空载电流|no-load current||ratio|%|-
leakage_current|泄漏电流|leakage current|漏电流,对地漏电流|current|A|-
residual_operating_current|额定剩余动作电流|rated residual operating current|剩余动作电流,漏电动作电流|current|A|0
partial_discharge|局部放电|partial discharge|局部放电量,局放,局放量|charge|pC|-
transformation_ratio|变比|transformation ratio|变压比,变流比|ratio||0
opening_time|分闸时间|opening time||time|s|-
closing_time|合闸时间|closing time||time|s|-
input_power|输入功率|input power||power|W|0
charging_power|充电功率|charging power|额定充电功率|power|W|+
reactive_power|无功功率|reactive power|无功容量|power|var|0
installed_capacity|装机容量|installed capacity||power|W|0
energy_density|能量密度|energy density|质量能量密度,比能量|specific energy|Wh/kg|+
harmonic_distortion|总谐波畸变率|total harmonic distortion|THD,电流总谐波畸变率,谐波畸变率|ratio|%|-
creepage_distance|爬电距离|creepage distance||length|mm|+
specific_creepage_distance|爬电比距|specific creepage distance||length per voltage|mm/kV|+
clearance|电气间隙|clearance||length|mm|+
loop_resistance|回路电阻|loop resistance|主回路电阻|resistance|Ω|-
earth_resistance|接地电阻|earth resistance|grounding resistance|resistance|Ω|-
inductance|电感量|inductance|电感值|inductance|H|0
capacitance|电容量|capacitance|电容值|capacitance|F|0
dielectric_loss_factor|介质损耗因数|dielectric dissipation factor|介质损耗角正切,介质损耗,介损|ratio||-
dielectric_strength|介电强度|dielectric strength|击穿强度,绝缘强度,电气强度|electric field strength|kV/mm|+
relative_permittivity|介电常数|relative permittivity|相对介电常数,dielectric constant|ratio||0
magnetic_flux_density|磁感应强度|magnetic flux density|磁通密度|magnetic flux density|T|0
sampling_rate|采样率|sampling rate|采样频率|frequency|Hz|+
refresh_rate|刷新率|refresh rate|刷新频率|frequency|Hz|+
memory_capacity|内存容量|memory capacity||information|B|+
latency|时延|latency|网络时延,传输时延,端到端时延|time|s|-
packet_loss|丢包率|packet loss rate|网络丢包率|ratio|%|-
insertion_loss|插入损耗|insertion loss|插损|level|dB|-
return_loss|回波损耗|return loss||level|dB|+
attenuation_coefficient|衰减系数|attenuation coefficient|光纤衰减,光纤衰减系数|level per length|dB/km|-
signal_to_noise_ratio|信噪比|signal-to-noise ratio|SNR|level|dB|+
colour_temperature|色温|colour temperature|相关色温,color temperature|temperature|K|0
luminous_efficacy|光效|luminous efficacy|发光效率,整灯光效|luminous efficacy|lm/W|+
luminance|亮度|luminance|屏幕亮度|luminance|cd/m2|+
`;
