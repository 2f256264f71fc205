/** A named unit: what the unit library is told of it. */
export interface Atom {
  readonly symbol: string;
  /** Decimal prefixes it may take. */
  readonly prefixes: string;
  /** How many of `definition` it is: decimal text, or `n/d`. */
  readonly factor: string;
  /** Other units in canonical spelling, '' for a plain number, or `[name]` for a base quantity in its coherent unit. */
  readonly definition: string;
  /** Zero of its scale, in itself: 273.15 for ℃. */
  readonly offset: string;
}

/** Decimal prefixes by symbol. */
export const PREFIXES: Readonly<Record<string, string>> = {
  P: '1000000000000000',
  T: '1000000000000',
  G: '1000000000',
  M: '1000000',
  k: '1000',
  h: '100',
  d: '1/10',
  c: '1/100',
  m: '1/1000',
  μ: '1/1000000',
  n: '1/1000000000',
  p: '1/1000000000000',
  f: '1/1000000000000000',
};

/** symbol | prefixes | factor | definition | offset. Values: SI brochure (9th edition) and GB 3100–3102. */
const PHYSICAL = `
m|kdcmμnp|1|[m]
g|kmμn|1/1000|[kg]
s|mμnpf|1|[s]
A|kmμnp|1|[A]
K|m|1|[K]
mol|kmμ|1|[mol]
cd|km|1|[cd]
lm|k|1|[lm]
rad|mμ|1|[rad]
r||1|[r]
bit|kMGT|1|[bit]
Bq|kMG|1|[Bq]
t|kM|1000|kg
min||60|s
h||60|min
d||24|h
周||7|d
个月||30.4375|d
年||365.25|d
℃||1|K|273.15
℉||5/9|K|459.67
lx|k|1|lm/m2
°||0.017453292519943295769236907684886127134428718885417254560971914401710|rad
rpm|k|1/60|r/s
Hz|kMGT|1|/s
N|kMmμ|1|kg·m/s2
kgf||9.80665|N
Pa|hkMGmμ|1|N/m2
bar|m|100000|Pa
atm||101325|Pa
mmHg||133.322387415|Pa
mmH2O||9.80665|Pa
J|kMGTm|1|N·m
W|kMGTmμnp|1|J/s
eV|kMGm|0.0000000000000000001602176634|J
Wh|kMGTm|1|W·h
cal|k|4.1868|J
VA|kM|1|W
var|kM|1|W
hp||745.69987158227022|W
C|mμnp|1|A·s
Ah|mk|1|A·h
V|kMmμn|1|W/A
Ω|kMGTmμ|1|V/A
S|mμ|1|A/V
F|mμnp|1|C/V
H|mμn|1|V·s/A
Wb|m|1|V·s
T|mμ|1|Wb/m2
Gs|k|1/10000|T
L|mμ|1|dm3
ha||10000|m2
in||25.4|mm
ft||12|in
mil||1/1000|in
lb||0.45359237|kg
oz||1/16|lb
psi||6894.757293168361|Pa
kn||1852|m/h
P|mc|1/10|Pa·s
St|c|1|cm2/s
bps|kMGT|1|bit/s
B|kMGTP|8|bit
Sv|mμ|1|J/kg
Gy|mμ|1|J/kg
%||1/100|
‰||1/1000|
ppm||1/1000000|
ppb||1/1000000000|
%RH||1/100|
`;

/** Units of scales and trade that convert to nothing else; prefixes where the trade uses them. */
const OWN = `
%FS %DOD dB dB(A) dBm dBi dBc dBW dBμV dBd NTU FTU pH HRC HRB HB HV HBW HRA DN PN AWG Mach 像素 脉冲 级 度 线 核 轴 帧
pps:kMG fps IOPS:kM QPS:k TPS:k OPS:GTP FLOPS:GTP Token:kM wph Mpps tex dtex den  rh FS px Nm3 lpi dpi ppi phr 芯公里 皮长公里 孔公里 沟公里 杆公里
`;

/** Counters (量词). A parameter of dimension `count` accepts any of them. */
export const COUNTERS =
  '个 台 套 件 只 根 副 座 张 条 项 组 支 辆 户 盏 片 颗 卷 桶 瓶 袋 箱 包 面 扇 间 层 圈 块 路 芯 口 点 次 人 架 艘 枚 对 批 份 匹 股 节点 端口 测点 通道 相 位 列 处 樘 棵 头 串 道 格 孔 对绞 盘 门 挂 双 粒 名 家 站'.split(
    ' ',
  );

function physical(line: string): Atom {
  const [symbol = '', prefixes = '', factor = '1', definition = '', offset = '0'] = line.split('|');
  return { symbol, prefixes, factor, definition, offset };
}

function own(word: string): Atom {
  const [symbol = '', prefixes = ''] = word.split(':');
  return { symbol, prefixes, factor: '1', definition: `[${symbol}]`, offset: '0' };
}

/** All units that are not made of others. */
export const ATOMS: readonly Atom[] = [
  ...PHYSICAL.trim().split('\n').map(physical),
  ...OWN.trim().split(/\s+/).map(own),
  ...COUNTERS.map((symbol) => own(symbol)),
];

/** Chinese and variant spellings of a whole atom, prefix included. Keys after NFKC. */
export const SPELLINGS: Readonly<Record<string, string>> = Object.fromEntries(
  `米=m 公尺=m 公里=km 千米=km 厘米=cm 毫米=mm 微米=μm 纳米=nm 皮米=pm 分米=dm 英寸=in 吋=in inch=in 英尺=ft
小时=h hr=h hour=h hours=h 分钟=min 秒钟=s 秒=s sec=s 毫秒=ms 微秒=μs 纳秒=ns 天=d 日=d day=d days=d 月=个月 星期=周 year=年
克=g 公斤=kg 千克=kg 毫克=mg 微克=μg 吨=t 千吨=kt 磅=lb 升=L 毫升=mL l=L ml=mL liter=L 公顷=ha
伏=V 伏特=V 千伏=kV 毫伏=mV 安=A 安培=A 千安=kA 毫安=mA 瓦=W 瓦特=W 千瓦=kW 兆瓦=MW 毫瓦=mW 千伏安=kVA 兆伏安=MVA 千乏=kvar Var=var kVar=kvar kVAr=kvar kVAR=kvar MVar=Mvar Mvar=Mvar
千瓦时=kWh 兆瓦时=MWh 瓦时=Wh 千瓦小时=kWh 安时=Ah 毫安时=mAh AH=Ah 焦=J 焦耳=J 千焦=kJ 兆焦=MJ 大卡=kcal 马力=hp
赫=Hz 赫兹=Hz 千赫=kHz 兆赫=MHz 吉赫=GHz 欧=Ω 欧姆=Ω 千欧=kΩ 兆欧=MΩ ohm=Ω Ohm=Ω 微法=μF 亨=H 库仑=C 韦伯=Wb 特斯拉=T 高斯=Gs
牛=N 牛顿=N 千牛=kN 帕=Pa 帕斯卡=Pa 千帕=kPa 兆帕=MPa 吉帕=GPa 百帕=hPa 巴=bar 公斤力=kgf 毫米汞柱=mmHg 大气压=atm
摄氏度=℃ °C=℃ ºC=℃ 华氏度=℉ °F=℉ 开尔文=K deg=° 弧度=rad 流明=lm 勒克斯=lx lux=lx Lux=lx 坎德拉=cd 摩尔=mol
转=rpm RPM=rpm 节=kn knot=kn 分贝=dB dBA=dB(A) db=dB DB=dB dBa=dB(A) 百分比=% 比特=bit bits=bit 字节=B Byte=B byte=B KB=kB
um=μm us=μs ug=μg uA=μA uF=μF uH=μH uV=μV uW=μW uL=μL uSv=μSv uS=μS uΩ=μΩ FPS=fps PPS=pps 帕秒=Pa·s
 %F.S=%FS %F.S.=%FS %rh=%RH ph=pH PH=pH rev=r `
    .split(/\s+/)
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
);

/** Spellings that stand for a compound; replaced before parsing. Longest first. */
export const COMPOUNDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:转\/分钟?|转\/min|[rR]\/(?:min|MIN|Min)|rev\/min|r\.p\.m\.?|转每分钟?)$/, 'rpm'],
  [/平方公里|平方千米/g, 'km2'],
  [/平方厘米/g, 'cm2'],
  [/平方毫米/g, 'mm2'],
  [/平方米|平米/g, 'm2'],
  [/立方厘米/g, 'cm3'],
  [/立方毫米/g, 'mm3'],
  [/立方米|立方(?!米|厘|毫)/g, 'm3'],
  [/W\/\(?mK\)?/g, 'W/(m·K)'],
  [/Pas(?![A-Za-z0-9])/g, 'Pa·s'],
  [/标方|标准立方米/g, 'Nm3'],
  [/牛[·.]?米|(?<![A-Za-z])N[.·]?m(?![A-Za-z0-9^])/g, 'N·m'],
  [/(?<![A-Za-z])([kMm])N[.·]?m(?![A-Za-z0-9^])/g, '$1N·m'],
  [/\/分(?!钟)/g, '/min'],
  [/每秒/g, '/s'],
  [/每小时/g, '/h'],
  [/每分钟/g, '/min'],
  [/([KkMGT])b(?:it)?\/s/g, '$1bps'],
  [/bit\/s/g, 'bps'],
];
