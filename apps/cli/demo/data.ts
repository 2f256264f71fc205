/** The demonstration's people, products and needs. Every enterprise in it is invented. */
export const DEMO_PASSWORD = 'gonglian-demo';

export const ORGANISATIONS = [
  {
    kind: 'soe',
    name: '示范电网集团有限公司',
    regionCode: '110000',
    email: 'buyer@demo-grid.example',
    person: '王采购',
    role: 'soe_buyer',
  },
  {
    kind: 'sme',
    name: '示范开关科技（苏州）有限公司',
    regionCode: '320500',
    email: 'sales@demo-switch.example',
    person: '李开关',
    role: 'sme_admin',
  },
  {
    kind: 'sme',
    name: '示范电气制造（西安）有限公司',
    regionCode: '610100',
    email: 'sales@demo-electric.example',
    person: '张电气',
    role: 'sme_admin',
  },
  {
    kind: 'sme',
    name: '示范新材料（常州）有限公司',
    regionCode: '320400',
    email: 'sales@demo-materials.example',
    person: '陈材料',
    role: 'sme_admin',
  },
] as const;

/** Looks after the enterprises of its province; takes no part in the story. */
export const LIAISON = {
  kind: 'region_operator',
  name: '示范省产业链工作专班',
  regionCode: '320000',
  email: 'liaison@demo-province.example',
  person: '周联络',
  role: 'liaison',
  regions: ['320000'],
} as const;

/** Registers and verifies organisations; takes no part in the story. */
export const OPERATOR = {
  kind: 'platform',
  name: '共链平台运营中心（示范）',
  regionCode: null,
  email: 'operator@demo-platform.example',
  person: '赵运营',
  role: 'platform_operator',
} as const;
const certified = (...names: string[]) => names.map((name) => ({ name }));

const value = (name: string, number: string, unit: string) => ({ name, low: number, high: number, unit });

const listing = (kind: string, catalogue: string, item: string, listedOn: string, validTo: string) => ({
  kind,
  level: kind === 'EQUIPMENT' ? 'PROVINCE' : 'NATIONAL',
  catalogue,
  item,
  listedOn,
  validTo,
});

/** Products listed before the needs, by address of their supplier. Dates are given by the year of the run. */
export function firstProducts(year: number) {
  return {
    'sales@demo-switch.example': [
      {
        sku: 'VS1-12-40',
        name: '12kV户内高压真空断路器',
        summary: '环保气体绝缘真空断路器，首台（套）产品，适用于智能配电网。',
        parameters: [
          value('额定电压', '12', 'kV'),
          value('额定短路开断电流', '40', 'kA'),
          value('额定电流', '3150', 'A'),
        ],
        category: '户内高压真空断路器',
        industryCode: '38',
        certificates: [
          {
            name: 'CQC',
            number: 'DEMO-CQC-0001',
            issuer: '示范认证中心',
            issuedOn: `${year - 1}-02-01`,
            validTo: `${year + 3}-01-31`,
          },
        ],
        chainNodes: ['new-energy.transmission'],
        price: { low: 1_680_000, high: 2_150_000, per: '台' },
        capacity: { quantity: '600', unit: '台', per: 'MONTH' },
        leadTimeDays: 45,
        regionsServed: ['*'],
        stages: ['PROTOTYPE', 'IN_TESTING', 'TRIAL', 'FIRST_ORDER'],
        firstUnit: listing(
          'EQUIPMENT',
          '示范省首台（套）重大技术装备推广目录',
          '环保型真空断路器',
          `${year - 1}-03-01`,
          `${year + 2}-02-28`,
        ),
      },
      {
        sku: 'VS1-12-25',
        name: '12kV真空断路器（经济型）',
        summary: '用于小容量开关柜。',
        parameters: [value('额定电压', '12', 'kV'), value('额定短路开断电流', '25', 'kA')],
        certificates: certified('CQC'),
        chainNodes: ['new-energy.transmission'],
        leadTimeDays: 30,
      },
    ],
    'sales@demo-electric.example': [
      {
        sku: 'ZN63-12',
        name: '户内真空断路器 ZN63',
        summary: '成熟产品，全国多地运行。',
        parameters: [value('额定电压', '12000', 'V'), value('额定短路开断电流', '31500', 'A')],
        certificates: certified('CQC', 'ISO9001'),
        chainNodes: ['new-energy.transmission'],
        leadTimeDays: 75,
      },
      {
        sku: 'YJV22-10',
        name: '10kV交联聚乙烯绝缘电力电缆',
        summary: 'YJV22-8.7/15kV 3×300mm²，铠装。',
        parameters: [value('额定电压', '10', 'kV')],
        certificates: certified('CCC'),
        chainNodes: ['new-energy.transmission'],
        leadTimeDays: 20,
      },
    ],
    'sales@demo-materials.example': [
      {
        sku: 'ALSIC-210',
        name: '铝基碳化硅复合材料散热基板',
        summary: '首批次新材料，用于功率模块封装。',
        parameters: [
          value('热导率', '210', 'W/(m·K)'),
          value('抗弯强度', '520', 'MPa'),
          value('密度', '3.0', 'g/cm3'),
        ],
        chainNodes: ['advanced-chemicals.composites'],
        leadTimeDays: 40,
        firstUnit: listing(
          'MATERIAL',
          '重点新材料首批次应用示范指导目录',
          '铝基碳化硅复合材料',
          `${year - 1}-01-01`,
          `${year + 2}-12-31`,
        ),
      },
      {
        sku: 'ALSIC-180',
        name: '铝基碳化硅复合材料（通用级）',
        summary: '热管理用铝基碳化硅。',
        parameters: [value('热导率', '180', 'W/(m·K)'), value('抗弯强度', '450', 'MPa')],
        chainNodes: ['advanced-chemicals.composites'],
        leadTimeDays: 25,
      },
    ],
  } as const;
}

/** The product that arrives when the needs are open already. */
export function laterProduct(year: number) {
  return {
    supplier: 'sales@demo-electric.example',
    product: {
      sku: 'ZN85-12-50',
      name: '12kV大容量户内真空断路器',
      summary: '首台（套）：开断电流50kA，机械寿命3万次。',
      parameters: [
        value('额定电压', '12', 'kV'),
        value('额定短路开断电流', '50', 'kA'),
        value('机械寿命', '30000', '次'),
      ],
      certificates: certified('CQC'),
      chainNodes: ['new-energy.transmission'],
      leadTimeDays: 50,
      firstUnit: listing(
        'EQUIPMENT',
        '示范省首台（套）重大技术装备推广目录',
        '大容量真空断路器',
        `${year}-01-15`,
        `${year + 3}-01-14`,
      ),
    },
  };
}

const atLeast = (name: string, low: string, unit: string) => ({ parameter: { name, op: 'GE', low, unit } });

/** A procurement need and a first-unit scenario, with clauses of all three disclosure levels. */
export const NEEDS = [
  {
    kind: 'PROCUREMENT',
    title: '12kV户内真空断路器采购',
    body: '用于城市配电网改造的12kV户内真空断路器，共120台，分批交货。',
    quantity: { amount: '120', unit: '台' },
    regionCode: '320000',
    industryCode: '38',
    chainNodes: ['new-energy.transmission'],
    paymentDays: 60,
    procurementWay: 'INQUIRY_COMPARISON',
    procurementLabel: '询比公告',
    cooperationType: 'SUPPLY_DEMAND_MATCHING',
    invitedPart: '首批60台用于示范区，现场安装图纸另附。',
    budget: { high: 264_000_000 },
    clauses: [
      { hard: true, text: '额定电压不低于12kV', condition: atLeast('额定电压', '12', 'kV') },
      {
        hard: true,
        text: '额定短路开断电流不低于31.5kA',
        condition: atLeast('额定短路开断电流', '31.5', 'kA'),
      },
      {
        hard: true,
        text: '近三年同类产品供货业绩不少于3项',
        condition: { trackRecord: { months: 36, minCount: 3 } },
      },
      { hard: false, text: '交货期不超过60天', condition: { deliveryDays: 60 } },
      { hard: false, text: '具有CQC认证', condition: { certification: 'CQC' } },
      {
        hard: false,
        disclosure: 'INVITED',
        text: '机械寿命不低于2万次',
        condition: atLeast('机械寿命', '20000', '次'),
      },
    ],
  },
  {
    kind: 'FIRST_UNIT_SCENARIO',
    title: '铝基碳化硅散热基板首批次应用场景',
    body: '柔性直流换流阀功率模块散热基板试用，提供试验场地与验收方案，按容错条款首用。',
    chainNodes: ['advanced-chemicals.composites'],
    cooperationType: 'JOINT_INNOVATION',
    scenario: {
      site: '示范柔性直流换流站',
      anchorProject: '示范柔性直流输电工程',
      acceptancePlan: '热循环1000次后按方案复测热导率与强度',
      tolerance: '试用期内因首用产品发生的故障不计入考核',
      insurance: '按首批次新材料保险补偿机制投保',
      equipment: 'MATERIAL',
    },
    clauses: [
      { hard: true, text: '室温热导率不低于200W/(m·K)', condition: atLeast('热导率', '200', 'W/(m·K)') },
      { hard: true, text: '抗弯强度不低于500MPa', condition: atLeast('抗弯强度', '500', 'MPa') },
      { hard: true, text: '列入首批次新材料目录', condition: { firstUnit: 'MATERIAL' } },
      {
        hard: true,
        disclosure: 'MEMBERS',
        text: '同类产品市场占有率不低于5%',
        condition: { marketShare: '5' },
      },
      { hard: false, text: '交货期不超过45天', condition: { deliveryDays: 45 } },
    ],
  },
] as const;
