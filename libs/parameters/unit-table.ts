/** A named unit: its factor to SI as an exact fraction, and the dimensions it carries. */
export interface Atom {
  readonly symbol: string;
  /** Decimal prefixes it may take. */
  readonly prefixes: string;
  /** Factor to the SI unit of `dims`: decimal text, or `n/d`. */
  readonly factor: string;
  /** Dimension exponents, such as `kg m2 s-3`. */
  readonly dims: string;
}

/** Decimal (and binary) prefixes by symbol. */
export const PREFIXES: Readonly<Record<string, string>> = {
  P: '1e15',
  T: '1e12',
  G: '1e9',
  M: '1e6',
  k: '1e3',
  h: '1e2',
  d: '1e-1',
  c: '1e-2',
  m: '1e-3',
  μ: '1e-6',
  n: '1e-9',
  p: '1e-12',
  f: '1e-15',
};

/** symbol | prefixes | factor | dimensions. Values: SI brochure (9th edition) and GB 3100–3102. */
const PHYSICAL = `
m|kdcmμnp|1|m
g|kmμn|0.001|kg
t|kM|1000|kg
s|mμnpf|1|s
min||60|s
h||3600|s
d||86400|s
周||604800|s
个月||2629800|s
年||31557600|s
A|kmμnp|1|A
K|m|1|K
℃||1|K
℉||5/9|K
mol|kmμ|1|mol
cd|km|1|cd
lm|k|1|lm
lx|k|1|lm m-2
rad|mμ|1|rad
°||0.017453292519943295769236907684886127134428718885417254560971914401710|rad
r||1|r
rpm|k|1/60|r s-1
Hz|kMGT|1|s-1
N|kMmμ|1|kg m s-2
kgf||9.80665|kg m s-2
Pa|hkMGmμ|1|kg m-1 s-2
bar|m|100000|kg m-1 s-2
atm||101325|kg m-1 s-2
mmHg||133.322387415|kg m-1 s-2
mmH2O||9.80665|kg m-1 s-2
J|kMGTm|1|kg m2 s-2
eV|kMGm|1.602176634e-19|kg m2 s-2
Wh|kMGTm|3600|kg m2 s-2
cal|k|4.1868|kg m2 s-2
W|kMGTmμnp|1|kg m2 s-3
VA|kM|1|kg m2 s-3
var|kM|1|kg m2 s-3
hp||745.69987158227022|kg m2 s-3
V|kMmμn|1|kg m2 s-3 A-1
Ω|kMGTmμ|1|kg m2 s-3 A-2
S|mμ|1|kg-1 m-2 s3 A2
F|mμnp|1|kg-1 m-2 s4 A2
H|mμn|1|kg m2 s-2 A-2
C|mμnp|1|A s
Ah|mk|3600|A s
Wb|m|1|kg m2 s-2 A-1
T|mμ|1|kg s-2 A-1
Gs|k|0.0001|kg s-2 A-1
L|mμ|0.001|m3
ha||10000|m2
in||0.0254|m
ft||0.3048|m
mil||0.0000254|m
lb||0.45359237|kg
oz||0.028349523125|kg
psi||6894.757293168361|kg m-1 s-2
kn||1852/3600|m s-1
P|mc|0.1|kg m-1 s-1
St|c|0.0001|m2 s-1
bit|kMGT|1|bit
bps|kMGT|1|bit s-1
B|kKMGTP|8|bit
Bq|kMG|1|Bq
Sv|mμ|1|m2 s-2
Gy|mμ|1|m2 s-2
%||0.01|
‰||0.001|
ppm||1e-6|
ppb||1e-9|
%RH||0.01|
`;

/** Units of scales and trade that convert to nothing else; prefixes where the trade uses them. */
const OWN = `
%FS %DOD dB dB(A) dBm dBi dBc dBW dBμV dBd NTU FTU pH HRC HRB HB HV HBW HRA DN PN AWG Mach 像素 脉冲 级 度 线 核 轴 帧
pps:kMG fps IOPS:kM QPS:k TPS:k OPS:GTP FLOPS:GTP Token:kM wph Mpps tex dtex den  rh FS px Nm3 lpi dpi ppi phr
`;

/** Counters (量词). A parameter of dimension `count` accepts any of them. */
export const COUNTERS =
  '个 台 套 件 只 根 副 座 张 条 项 组 支 辆 户 盏 片 颗 卷 桶 瓶 袋 箱 包 面 扇 间 层 圈 块 路 芯 口 点 次 人 架 艘 枚 对 批 份 匹 股 节点 端口 测点 通道 相 位 列 处 樘 棵 头 串 道 格 孔 对绞 盘 门 挂 双 粒 名 家 站'.split(
    ' ',
  );

function physical(line: string): Atom {
  const [symbol = '', prefixes = '', factor = '1', dims = ''] = line.split('|');
  return { symbol, prefixes, factor, dims };
}

function own(word: string): Atom {
  const [symbol = '', prefixes = ''] = word.split(':');
  return { symbol, prefixes, factor: '1', dims: `[${symbol}]` };
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
