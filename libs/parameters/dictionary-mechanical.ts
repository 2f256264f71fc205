/** Mechanical, thermal, material and general parameters; columns as in the electrical table. */
export const MECHANICAL = `
positioning_accuracy|定位精度|positioning accuracy|定位误差,positioning error|length|mm|-
repeatability|重复定位精度|repeatability|重复定位误差,repeat positioning accuracy|length|mm|-
surface_roughness|表面粗糙度|surface roughness|表面粗糙度Ra,粗糙度Ra,粗糙度|length|μm|-
spindle_speed|主轴转速|spindle speed|主轴最高转速,最高主轴转速|rotational speed|rpm|+
rotational_speed|转速|rotational speed|额定转速,rated speed|rotational speed|rpm|0
limiting_speed|极限转速|limiting speed||rotational speed|rpm|+
stroke|行程|stroke|最大行程,travel|length|mm|+
pressure|压力|pressure|工作压力,额定压力,working pressure|pressure|Pa|0
design_pressure|设计压力|design pressure||pressure|Pa|+
flow|流量|flow|额定流量,体积流量,flow rate|volume flow|m3/h|+
head|扬程|head|额定扬程|length|m|+
npsh_required|必需汽蚀余量|required NPSH|汽蚀余量,NPSHr|length|m|-
pumping_speed|抽速|pumping speed|抽气速率|volume flow|L/s|+
treatment_capacity|处理规模|treatment capacity|设计规模,处理能力|volume flow|m3/d|+
torque|扭矩|torque|额定扭矩,转矩,额定转矩|torque|N·m|+
force|力|force|推力,额定推力,thrust|force|N|+
load_capacity|承载能力|load capacity|承重,额定载荷,载重量,工作台承重|mass|kg|+
speed|速度|speed|运行速度|velocity|m/s|+
wind_speed|风速|wind speed||velocity|m/s|0
length|长度|length||length|m|0
width|宽度|width||length|m|0
height|高度|height||length|m|0
thickness|厚度|thickness|膜厚,壁厚|length|mm|0
diameter|直径|diameter||length|mm|0
inner_diameter|内径|inner diameter||length|mm|0
outer_diameter|外径|outer diameter||length|mm|0
area|面积|area||area|m2|0
volume|容积|volume|有效容积,体积|volume|m3|0
mass|质量|mass|重量,整机重量,净重,weight|mass|kg|0
density|密度|density||density|kg/m3|0
tensile_strength|拉伸强度|tensile strength|抗拉强度,室温拉伸强度|stress|MPa|+
yield_strength|屈服强度|yield strength||stress|MPa|+
flexural_strength|抗弯强度|flexural strength|弯曲强度,抗弯折强度,抗折强度|stress|MPa|+
compressive_strength|抗压强度|compressive strength|压缩强度|stress|MPa|+
elastic_modulus|弹性模量|elastic modulus|拉伸模量,杨氏模量,tensile modulus|stress|GPa|0
fracture_toughness|断裂韧性|fracture toughness|断裂韧度|toughness|MPa·m1/2|+
elongation|断后伸长率|elongation at break|断裂伸长率,伸长率|ratio|%|+
thermal_conductivity|热导率|thermal conductivity|导热系数,导热率,室温热导率|thermal conductivity|W/(m·K)|0
thermal_expansion|热膨胀系数|thermal expansion coefficient|线膨胀系数|reciprocal temperature|/K|-
operating_temperature|工作温度|operating temperature|使用温度,工作温度范围,工作环境温度,working temperature|temperature|℃|0
ambient_temperature|环境温度|ambient temperature|周围空气温度|temperature|℃|0
storage_temperature|储存温度|storage temperature|贮存温度,存储温度|temperature|℃|0
medium_temperature|介质温度|medium temperature||temperature|℃|0
temperature_resistance|耐温|temperature resistance|耐温性能,耐热温度|temperature|℃|+
temperature_rise|温升|temperature rise|电机温升|temperature_difference|K|-
humidity|相对湿度|relative humidity|湿度,humidity|ratio|%|0
altitude|海拔高度|altitude|海拔,使用环境海拔高度|length|m|0
efficiency|效率|efficiency|额定效率,rated efficiency|ratio|%|+
conversion_efficiency|转换效率|conversion efficiency|电光转换效率|ratio|%|+
leakage_rate|泄漏率|leakage rate|漏率|leakage|Pa·m3/s|-
noise|噪声|noise|噪音,noise level|sound level|dB(A)|-
service_life|使用寿命|service life|设计寿命,设计使用寿命,design life|time|h|+
mechanical_life|机械寿命|mechanical endurance||cycles|次|+
electrical_life|电气寿命|electrical endurance||cycles|次|+
cycle_life|循环寿命|cycle life||cycles|次|+
mtbf|平均无故障工作时间|mean time between failures|MTBF,平均故障间隔时间,平均无故障时间|time|h|+
mttr|平均修复时间|mean time to repair|MTTR|time|h|-
endurance|续航时间|endurance|续航,续航能力|time|h|+
range|续航里程|driving range||length|km|+
recovery_rate|回收率|recovery rate||ratio|%|+
recognition_accuracy|识别准确率|recognition accuracy|识别率,准确率|ratio|%|+
quantity|数量|quantity|采购数量,需求数量|count|个|0
nominal_diameter|公称通径|nominal diameter|公称直径,公称口径,公称尺寸,nominal size|nominal_diameter|mm|0
nominal_pressure|公称压力|nominal pressure|公称压力等级|nominal_pressure|MPa|0
test_pressure|试验压力|test pressure|耐压试验压力|pressure|MPa|0
inlet_pressure|进口压力|inlet pressure|入口压力,吸入压力|pressure|Pa|0
discharge_pressure|出口压力|discharge pressure|排出压力,排气压力,出水压力|pressure|Pa|0
ultimate_vacuum|极限真空度|ultimate vacuum|极限真空,极限压力|pressure|Pa|-
air_volume|风量|air volume|额定风量,air flow|volume flow|m3/h|+
air_pressure|风压|fan pressure||pressure|Pa|+
displacement|排气量|displacement|容积流量|volume flow|m3/min|+
evaporation_rate|蒸发量|evaporation rate|额定蒸发量|mass flow|t/h|+
cooling_capacity|制冷量|cooling capacity|额定制冷量|power|W|+
heating_capacity|制热量|heating capacity|额定制热量|power|W|+
heat_exchange_area|换热面积|heat exchange area|传热面积|area|m2|0
filtration_rating|过滤精度|filtration rating||length|μm|-
rockwell_hardness|洛氏硬度|Rockwell hardness|硬度HRC,HRC硬度|hardness|HRC|+
brinell_hardness|布氏硬度|Brinell hardness|硬度HBW,硬度HB|hardness|HBW|+
vickers_hardness|维氏硬度|Vickers hardness|硬度HV|hardness|HV|+
reduction_ratio|减速比|reduction ratio|速比,传动比|ratio||0
backlash|背隙|backlash|回程间隙|angle|°|-
roundness|圆度|roundness|圆度误差|length|μm|-
cylindricity|圆柱度|cylindricity|圆柱度误差|length|μm|-
straightness|直线度|straightness|直线度误差|length|mm|-
flatness|平面度|flatness|平面度误差|length|mm|-
parallelism|平行度|parallelism|平行度误差|length|mm|-
perpendicularity|垂直度|perpendicularity|垂直度误差|length|mm|-
coaxiality|同轴度|coaxiality|同轴度误差|length|mm|-
radial_runout|径向跳动|radial run-out|径向圆跳动|length|mm|-
spindle_power|主轴功率|spindle power|主轴电机功率|power|W|+
spindle_torque|主轴扭矩|spindle torque|主轴转矩|torque|N·m|+
rapid_traverse_speed|快移速度|rapid traverse speed|快速移动速度,快速进给速度|velocity|m/min|+
feed_rate|进给速度|feed rate|切削进给速度|velocity|mm/min|+
swing_diameter|最大回转直径|swing diameter|床身上最大回转直径|length|mm|+
clamping_force|锁模力|clamping force|合模力|force|kN|+
lifting_capacity|起重量|lifting capacity|额定起重量|mass|t|+
lifting_height|起升高度|lifting height|提升高度|length|m|+
span|跨度|span||length|m|0
payload|有效载荷|payload|额定负载能力,末端负载|mass|kg|+
working_radius|工作半径|working radius|臂展,最大臂展|length|mm|+
cycle_time|生产节拍|cycle time|节拍|time|s|-
vibration_severity|振动烈度|vibration severity|振动速度|velocity|mm/s|-
rotor_diameter|风轮直径|rotor diameter||length|m|0
hub_height|轮毂高度|hub height||length|m|0
cut_in_wind_speed|切入风速|cut-in wind speed||velocity|m/s|-
dynamic_viscosity|动力粘度|dynamic viscosity|动力黏度|dynamic viscosity|Pa·s|0
kinematic_viscosity|运动粘度|kinematic viscosity|运动黏度|kinematic viscosity|mm2/s|0
shear_strength|剪切强度|shear strength|抗剪强度|stress|MPa|+
fatigue_strength|疲劳强度|fatigue strength|疲劳极限|stress|MPa|+
peel_strength|剥离强度|peel strength||force per length|N/mm|+
impact_strength|冲击强度|impact strength|冲击韧性|energy per area|kJ/m2|+
impact_energy|冲击吸收能量|impact energy|冲击吸收功,冲击功|energy|J|+
reduction_of_area|断面收缩率|reduction of area||ratio|%|+
porosity|孔隙率|porosity|气孔率|ratio|%|0
water_absorption|吸水率|water absorption||ratio|%|-
moisture_content|含水率|moisture content||ratio|%|-
purity|纯度|purity||ratio|%|+
particle_size|粒径|particle size|平均粒径,中值粒径|length|μm|0
specific_surface_area|比表面积|specific surface area||area per mass|m2/g|0
specific_heat|比热容|specific heat capacity|比热|specific heat|J/(kg·K)|0
melting_point|熔点|melting point||temperature|℃|0
glass_transition_temperature|玻璃化转变温度|glass transition temperature|玻璃化温度|temperature|℃|0
start_time|启动时间|start-up time||time|s|-
`;
