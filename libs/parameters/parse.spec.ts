import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseParameters } from './index.js';

/** One line a parameter: name op low..high unit @condition. */
const read = (text: string): string[] =>
  parseParameters(text).map(
    ({ name, op, low, high, unit, condition }) =>
      `${name} ${op} ${low ?? ''}..${high ?? ''} ${unit}${condition === null ? '' : ` @${condition}`}`,
  );

describe('parseParameters: comparators', () => {
  it.each([
    ['出口压力≥2.5MPa', '出口压力 >= 2.5.. MPa'],
    ['噪声不大于68dB(A)', '噪声 <= ..68 dB(A)'],
    ['抽真空时间不得超过 15 分钟', '抽真空时间 <= ..15 min'],
    ['夹持力大于３千牛', '夹持力 > 3.. kN'],
    ['待机功率低于0.5瓦', '待机功率 < ..0.5 W'],
    ['机械寿命6万次以上', '机械寿命 >= 60000.. 次'],
    ['切换时间在20ms以内', '切换时间 <= ..20 ms'],
    ['筒体外径为φ420mm', '筒体外径 = 420..420 mm'],
    ['本底真空度优于5×10⁻⁴Pa', '本底真空度 <= ..0.0005 Pa'],
    ['重复定位精度优于±3μm', '重复定位精度 tolerance -3..3 μm'],
  ])('%s', (text, expected) => expect(read(text)).toEqual([expected]));
});

describe('parseParameters: values', () => {
  it.each([
    ['工作温度：-25~70℃', ['工作温度 range -25..70 ℃']],
    ['测量范围5mA至2A', ['测量范围 range 0.005..2 A']],
    ['线膨胀系数2~4×10-6/K', ['线膨胀系数 range 0.000002..0.000004 /K']],
    ['供电电压220V±5%', ['供电电压 tolerance 209..231 V']],
    ['轴径30(+0.02/-0.01)mm', ['轴径 tolerance 29.99..30.02 mm']],
    ['年产能1,250t', ['年产能 = 1250..1250 t']],
    ['变比600/5A', ['变比 = 600..600 A', '变比 = 5..5 A']],
    ['减速比35:1', ['减速比 = 35..35 ']],
    ['箱体尺寸800×600×200mm', ['箱体尺寸 = 800..800 mm', '箱体尺寸 = 600..600 mm', '箱体尺寸 = 200..200 mm']],
    ['控制电缆 7×2.5mm²', ['芯数 = 7..7 ', '控制电缆 = 2.5..2.5 mm2']],
    ['24V60Ah锂电池', ['锂电池 = 24..24 V', '锂电池 = 60..60 Ah']],
    ['公称直径DN150', ['公称直径 = 150..150 DN']],
    ['采购水泵5台', ['数量 = 5..5 台']],
  ])('%s', (text, expected) => expect(read(text)).toEqual(expected));
});

describe('parseParameters: words of notices', () => {
  it.each([
    ['①球形摄像机3路；②广播主机2套', ['球形摄像机 = 3..3 路', '广播主机 = 2..2 套']],
    ['管道长度预估6.2孔公里', ['管道长度 = 6.2..6.2 孔公里']],
    ['管理华为交换机，其中华为12台', ['华为 = 12..12 台']],
    ['设备清单包含负载均衡4台，网闸1台', ['负载均衡 = 4..4 台', '网闸 = 1..1 台']],
    ['1.2 内容为2027年至2029年直埋光缆48芯租赁', ['直埋光缆 = 48..48 芯']],
  ])('%s', (text, expected) => expect(read(text)).toEqual(expected));
});

describe('parseParameters: conditions', () => {
  it.each([
    ['损耗角正切(1kHz)≤0.02，', ['损耗角正切 <= ..0.02  @1kHz']],
    ['容量保持率≥85%（-20℃）', ['容量保持率 >= 85.. % @-20℃']],
    ['800℃屈服强度≥60MPa', ['屈服强度 >= 60.. MPa @800℃']],
    ['导通电阻≤5mΩ@25℃', ['导通电阻 <= ..5 mΩ @25℃']],
    [
      '在满载运行条件下，温升不超过60K，噪声不高于75dB；质量80kg',
      ['温升 <= ..60 K @满载运行', '噪声 <= ..75 dB @满载运行', '质量 = 80..80 kg'],
    ],
  ])('%s', (text, expected) => expect(read(text)).toEqual(expected));
});

describe('parseParameters: what is none', () => {
  it.each([
    '预算为350万元，最高限价300万元',
    '于2027年3月15日9时前递交',
    '执行GB/T 12345-2020和Q/ABC 123—2021',
    '防护等级IP54，防爆标志Ex d IIC T4',
    '质保期不少于24个月，接到报修后4小时内到场',
    '第2次会议纪要见附件3',
    '项目编号：XY2027-0101-02',
    '本项目为2027年-2029年运行维护服务',
    '2027-2029年仓储服务',
    '2 027年度无线网络覆盖项目',
    '请于4月8日9点前提交，晚10点后停机',
    '系统集成项目270815K施工',
    '2027年-2028年（12个月）媒体广告',
    '支撑未来3-5年的业务增长',
    '防火墙的2年软件升级维护',
    '',
  ])('%s', (text) => expect(read(text)).toEqual([]));
});

describe('parseParameters: spans and codes', () => {
  it('points into the original text, whatever its width', () => {
    const text = '𠮷牌开关：额定电压１２ｋＶ，额定电流≥６３０Ａ。';
    const found = parseParameters(text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      '额定电压１２ｋＶ',
      '额定电流≥６３０Ａ',
    ]);
    expect(found.map(({ code }) => code)).toEqual(['rated_voltage', 'rated_current']);
  });

  it('reads long texts in linear time', () => {
    const before = performance.now();
    for (const piece of ['1×', '1/', '(', '5时，', '1 ', '在']) parseParameters(piece.repeat(5000));
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('stands any text', () => {
    const piece = fc.constantFrom(
      '≥',
      '(',
      ')',
      '±',
      '~',
      '-',
      '×',
      '/',
      '1',
      '2.5',
      '10^',
      '万',
      'kV',
      'm',
      '℃',
      '额定',
      '在',
      '时',
      '，',
      '；',
      '：',
      '\n',
      '@',
      ' ',
      '²',
      '⁻',
      '%',
      '以上',
      '不低于',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
        ),
        (text) => {
          for (const { start, end, low, high } of parseParameters(text)) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(low ?? high).not.toBeNull();
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads long texts in pieces, and tells places in the whole', () => {
    const line = '户内真空断路器，额定电压不低于12kV。';
    const found = parseParameters(line.repeat(200));
    expect(found).toHaveLength(200);
    found.forEach(({ start, end, code, low }, index) => {
      const [first] = parseParameters(line);
      expect([start, end]).toEqual([first!.start + index * line.length, first!.end + index * line.length]);
      expect([code, low]).toEqual([first!.code, '12']);
    });
  });

  it.each(['1', '1,', ' ', '@'])('takes no time without end for 20,000 times %j', (piece) => {
    const before = performance.now();
    parseParameters(piece.repeat(20_000 / piece.length));
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
