/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Project that a first-unit listing rests on (依托工程). */
export type AnchorProjectInput = {
  /** Last day to start it, YYYY-MM-DD. */
  readonly mustStartBy?: string | null | undefined;
  /** Name. */
  readonly name: string;
  /** Day it started, YYYY-MM-DD. */
  readonly startedOn?: string | null | undefined;
};

/** An answer to an opportunity. */
export type AnswerOpportunityInput = {
  /** The answer. */
  readonly answer: OpportunityAnswerKind;
  /** The opportunity. */
  readonly matchId: string;
  /** More words, at most 1,000 characters; the code OTHER needs them. */
  readonly reason?: string | null | undefined;
  /** NOT_FOR_US needs it, the others take none. */
  readonly reasonCode?: RefusalReason | null | undefined;
};

/** A question to the other side of a match. */
export type AskInput = {
  /** The clause that it is about. */
  readonly clauseId?: string | null | undefined;
  /** The match. */
  readonly matchId: string;
  /** At most 2,000 characters. A buyer who leaves it out, with a clause, sends the suggested question. */
  readonly text?: string | null | undefined;
};

/** Budget: one end may be left open. */
export type BudgetInput = {
  /** Currency, ISO 4217. */
  readonly currency?: string;
  /** Who sees it. */
  readonly disclosure?: Disclosure;
  /** High end. */
  readonly high?: number | null | undefined;
  /** Low end. */
  readonly low?: number | null | undefined;
};

/** Requirement on what can be made in a month or year. */
export type CapacityConditionInput = {
  /** At least, a decimal number. */
  readonly amount: string;
  /** Month or year. */
  readonly per: CapacityPeriod;
  /** Unit, e.g. 台. */
  readonly unit: string;
};

/** What can be made in a period. */
export type CapacityInput = {
  /** Month or year. */
  readonly per: CapacityPeriod;
  /** A decimal number. */
  readonly quantity: string;
  /** Unit, e.g. 台. */
  readonly unit: string;
};

/** In a month or in a year. */
export type CapacityPeriod =
  | 'MONTH'
  | 'YEAR';

/** A certificate held. */
export type CertificateInput = {
  /** First day, YYYY-MM-DD. */
  readonly issuedOn?: string | null | undefined;
  /** Who issued it. */
  readonly issuer?: string | null | undefined;
  /** Name, e.g. CQC, ISO9001. */
  readonly name: string;
  /** Number. */
  readonly number?: string | null | undefined;
  /** Last day, YYYY-MM-DD. */
  readonly validTo?: string | null | undefined;
};

/** A posted challenge (揭榜挂帅). */
export type ChallengeInput = {
  /** By what results are judged (考核指标). */
  readonly acceptance?: string | null | undefined;
  /** Currency, ISO 4217. */
  readonly currency?: string;
  /** Whose the results are (知识产权归属). */
  readonly intellectualProperty?: string | null | undefined;
  /** Last day for results, YYYY-MM-DD. */
  readonly resultDue?: string | null | undefined;
  /** Reward. */
  readonly reward?: number | null | undefined;
};

/** What a clause asks for: exactly one of these. */
export type ClauseConditionInput =
  {   /** Capacity in a month or year. */
  readonly capacity: CapacityConditionInput; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never;   /** Name of a certificate. */
  readonly certification: string; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never;   /** Code of a chain node. */
  readonly chainNode: string; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never;   /** A credential (资质). */
  readonly credential: CredentialConditionInput; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never;   /** Delivery in at most so many days. */
  readonly deliveryDays: number; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never;   /** A valid first-unit listing of this kind. */
  readonly firstUnit: FirstUnitKind; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never;   /** A valid first-unit listing of a kind and level. */
  readonly firstUnitListing: FirstUnitConditionInput; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never;   /** Code of an industry class (GB/T 4754-2017). */
  readonly industry: string; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never;   /** A market share of at least so many percent. */
  readonly marketShare: string; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never;   /** A technical parameter. */
  readonly parameter: ParameterConditionInput; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never;   /** Price at most. */
  readonly price: PriceConditionInput; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never;   /** A qualification gate without further details. */
  readonly qualification: Gate; readonly quantity?: never; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never;   /** A quantity within some days. */
  readonly quantity: QuantityConditionInput; readonly regionServed?: never; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never;   /** Code of a region to be served (GB/T 2260). */
  readonly regionServed: string; readonly text?: never; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never;   /** true: words for people to read, in the clause’s text. */
  readonly text: boolean; readonly trackRecord?: never; }
  |  { readonly capacity?: never; readonly certification?: never; readonly chainNode?: never; readonly credential?: never; readonly deliveryDays?: never; readonly firstUnit?: never; readonly firstUnitListing?: never; readonly industry?: never; readonly marketShare?: never; readonly parameter?: never; readonly price?: never; readonly qualification?: never; readonly quantity?: never; readonly regionServed?: never; readonly text?: never;   /** A track record (业绩). */
  readonly trackRecord: TrackRecordConditionInput; };

/** One condition of a need. */
export type ClauseInput = {
  /** What it asks for. */
  readonly condition: ClauseConditionInput;
  /** Who sees it. */
  readonly disclosure?: Disclosure;
  /** Hard: decides whether a product fits. Soft: only ranks. */
  readonly hard: boolean;
  /** Where these words stand; they must be there. */
  readonly span?: ClauseSpanInput | null | undefined;
  /** The words of the need. */
  readonly text: string;
};

/** Where the words of a clause stand in a text of the need. */
export type ClauseSpanInput = {
  /** Offset after the last. */
  readonly end: number;
  /** In which text. */
  readonly part: NeedText;
  /** First UTF-16 offset. */
  readonly start: number;
};

/** A verdict that a clause must have. */
export type ClauseVerdictFilterInput = {
  /** The clause. */
  readonly clauseId: string;
  /** The verdict. */
  readonly verdict: Verdict;
};

/** ≥, ≤, >, <, =, or a range to cover. */
export type Comparator =
  | 'EQ'
  | 'GE'
  | 'GT'
  | 'LE'
  | 'LT'
  | 'RANGE';

/** A contact person; a phone number or an e-mail address is needed. */
export type ContactInput = {
  /** E-mail address. */
  readonly email?: string | null | undefined;
  /** The match. */
  readonly matchId: string;
  /** Name, at most 100 characters. */
  readonly name: string;
  /** Phone number. */
  readonly phone?: string | null | undefined;
};

/** The seven of 共链行动: 供需匹配, 协作配套, 创新合作, 资源共享, 产业赋能, 产融结合, 央地合作. */
export type CooperationType =
  | 'CENTRAL_LOCAL'
  | 'INDUSTRY_EMPOWERMENT'
  | 'INDUSTRY_FINANCE'
  | 'JOINT_INNOVATION'
  | 'RESOURCE_SHARING'
  | 'SUPPLY_DEMAND_MATCHING'
  | 'SUPPORTING_SUPPLY';

/** A need to write as a draft, or to have reviewed. */
export type CreateNeedInput = {
  /** Public text. */
  readonly body?: string;
  /** Budget; it never enters search. */
  readonly budget?: BudgetInput | null | undefined;
  /** Codes of nodes of industrial chains. Unknown ones are kept, and warn. */
  readonly chainNodes?: ReadonlyArray<string>;
  /** Of a challenge only. */
  readonly challenge?: ChallengeInput | null | undefined;
  /** Conditions. */
  readonly clauses?: ReadonlyArray<ClauseInput>;
  /** Kind of cooperation (共链行动). */
  readonly cooperationType?: CooperationType | null | undefined;
  /** Closes by itself after it. */
  readonly deadline?: string | null | undefined;
  /** Industry code of GB/T 4754-2017. An unknown one is kept, and warns. */
  readonly industryCode?: string | null | undefined;
  /** Text for invited suppliers that have accepted the terms. */
  readonly invitedPart?: string;
  /** Procurement, scenario or challenge. */
  readonly kind: NeedKind;
  /** Text for members. */
  readonly membersPart?: string;
  /** Days from delivery to payment. */
  readonly paymentDays?: number | null | undefined;
  /** The label as the notice prints it. */
  readonly procurementLabel?: string | null | undefined;
  /** How it is bought. */
  readonly procurementWay?: ProcurementWay | null | undefined;
  /** How much is wanted. */
  readonly quantity?: NeedQuantityInput | null | undefined;
  /** Place of delivery or of the site (GB/T 2260). An unknown one is kept, and warns. */
  readonly regionCode?: string | null | undefined;
  /** Of a first-unit scenario only. */
  readonly scenario?: ScenarioInput | null | undefined;
  /** Title. */
  readonly title: string;
};

/** A product to list. */
export type CreateProductInput = {
  /** What can be made in a month or year. */
  readonly capacity?: CapacityInput | null | undefined;
  /** Your own word for what it is. */
  readonly category?: string | null | undefined;
  /** Certificates held. */
  readonly certificates?: ReadonlyArray<CertificateInput>;
  /** Codes of nodes of industrial chains. Unknown ones are kept, and warn. */
  readonly chainNodes?: ReadonlyArray<string>;
  /** First-unit listing, if any. */
  readonly firstUnit?: FirstUnitListingInput | null | undefined;
  /** Industry code of GB/T 4754-2017. An unknown one is kept, and warns. */
  readonly industryCode?: string | null | undefined;
  /** Days from order to delivery. */
  readonly leadTimeDays?: number | null | undefined;
  /** Name. */
  readonly name: string;
  /** Technical parameters. */
  readonly parameters?: ReadonlyArray<StatedParameterInput>;
  /** Price. */
  readonly price?: PriceRangeInput | null | undefined;
  /** Codes of regions served (GB/T 2260), or `*` alone for everywhere. Unknown ones are kept, and warn. */
  readonly regionsServed?: ReadonlyArray<string> | null | undefined;
  /** The supplier’s own number, unique in the organisation. */
  readonly sku: string;
  /** Stages of maturity; they do not replace each other. */
  readonly stages?: ReadonlyArray<MaturityStage>;
  /** Description. */
  readonly summary?: string;
};

/** Requirement on a credential (资质). */
export type CredentialConditionInput = {
  /** Level, e.g. 一级. */
  readonly level?: string | null | undefined;
  /** Name. */
  readonly name: string;
};

/** Put on the shortlist, contact, decline, take off the shortlist. */
export type DecisionKind =
  | 'CONTACT'
  | 'DECLINE'
  | 'SHORTLIST'
  | 'WITHDRAW';

/** Where a candidate stands: what the latest decision says. */
export type DecisionState =
  | 'CONTACTED'
  | 'DECLINED'
  | 'SHORTLISTED'
  | 'UNDECIDED';

/** Why a candidate is declined: 参数不符, 价格, 交期, 资质, 地区, 重复, 其他. */
export type DeclineReason =
  | 'DELIVERY'
  | 'DUPLICATE'
  | 'OTHER'
  | 'PARAMETER_GAP'
  | 'PRICE'
  | 'QUALIFICATION'
  | 'REGION';

/** Who sees a clause: everybody, members, invited suppliers. */
export type Disclosure =
  | 'INVITED'
  | 'MEMBERS'
  | 'PUBLIC';

/** A rule forbids it or nothing can be matched; or it would be better otherwise. */
export type FindingSeverity =
  | 'ADVICE'
  | 'WARNING';

/** Requirement of a valid first-unit listing. */
export type FirstUnitConditionInput = {
  /** Of this kind. */
  readonly kind: FirstUnitKind;
  /** Of at least this level: national, energy, province. */
  readonly minLevel?: FirstUnitLevel | null | undefined;
};

/** 首台(套) equipment, 首批次 material, 首版次 software. */
export type FirstUnitKind =
  | 'EQUIPMENT'
  | 'MATERIAL'
  | 'SOFTWARE';

/** Who keeps the catalogue. */
export type FirstUnitLevel =
  | 'ENERGY'
  | 'NATIONAL'
  | 'PROVINCE';

/** Entry in a first-unit catalogue. */
export type FirstUnitListingInput = {
  /** Project it rests on, if any. */
  readonly anchorProject?: AnchorProjectInput | null | undefined;
  /** Catalogue with its edition. */
  readonly catalogue: string;
  /** Item of the catalogue. */
  readonly item: string;
  /** Equipment, material or software. */
  readonly kind: FirstUnitKind;
  /** Who keeps the catalogue. */
  readonly level: FirstUnitLevel;
  /** First day, YYYY-MM-DD. */
  readonly listedOn: string;
  /** Version of a software (首版次 only). */
  readonly softwareVersion?: string | null | undefined;
  /** Last day, YYYY-MM-DD. */
  readonly validTo?: string | null | undefined;
};

/** Qualification gates: 业绩, 市场占有率, 资质, 信用. */
export type Gate =
  | 'CREDENTIAL'
  | 'CREDIT'
  | 'MARKET_SHARE'
  | 'TRACK_RECORD';

/** A range of whole numbers; an end left out is open. */
export type IntRangeInput = {
  /** High end. */
  readonly high?: number | null | undefined;
  /** Low end. */
  readonly low?: number | null | undefined;
};

/** Fits; has something to confirm; fails something. */
export type MatchClass =
  | 'MATCH'
  | 'NEAR_MISS'
  | 'TO_CONFIRM';

/** What to look for within matches: parts together, values of one part as alternatives. */
export type MatchFilterInput = {
  /** What the supplier answered last. */
  readonly answers?: ReadonlyArray<OpportunityAnswerState> | null | undefined;
  /** Nodes of chains that the product stands in. */
  readonly chainNodes?: ReadonlyArray<string> | null | undefined;
  /** Chains that the product stands in. */
  readonly chains?: ReadonlyArray<string> | null | undefined;
  /** Classes. */
  readonly classes?: ReadonlyArray<MatchClass> | null | undefined;
  /** What the latest decision says. */
  readonly decisionStates?: ReadonlyArray<DecisionState> | null | undefined;
  /** Kinds of a first-unit listing that is valid today. */
  readonly firstUnitKinds?: ReadonlyArray<FirstUnitKind> | null | undefined;
  /** Levels of a first-unit listing that is valid today. */
  readonly firstUnitLevels?: ReadonlyArray<FirstUnitLevel> | null | undefined;
  /** Whether some hard clause is unknown. */
  readonly hardUnknown?: boolean | null | undefined;
  /** Needs. */
  readonly needIds?: ReadonlyArray<string> | null | undefined;
  /** Price of the product. */
  readonly price?: PriceFilterInput | null | undefined;
  /** Regions of the supplier; with all that lies below them. */
  readonly regions?: ReadonlyArray<string> | null | undefined;
  /** Words, all of them, of the product’s name, SKU and summary, or of the supplier’s name. */
  readonly text?: string | null | undefined;
  /** Titles of the supplier that are valid today. */
  readonly tiers?: ReadonlyArray<QualityTier> | null | undefined;
  /** Whether a question of the supplier waits for a reply. */
  readonly unansweredQuestions?: boolean | null | undefined;
  /** Verdicts, all of them. */
  readonly verdicts?: ReadonlyArray<ClauseVerdictFilterInput> | null | undefined;
};

/** Waits; at work; done; stopped by somebody; given up after several tries. */
export type MatchRunState =
  | 'CANCELLED'
  | 'FAILED'
  | 'FINISHED'
  | 'QUEUED'
  | 'RUNNING';

/** 样机 prototype, 送检 in testing, 试用 trial, 首单 first order, 销售 on sale, 批量 mass production. */
export type MaturityStage =
  | 'FIRST_ORDER'
  | 'IN_TESTING'
  | 'MASS_PRODUCTION'
  | 'ON_SALE'
  | 'PROTOTYPE'
  | 'TRIAL';

/** What found needs are counted by: kind, region of the buyer, place, industry, chain, first-unit kind, way of buying. */
export type NeedFacet =
  | 'CHAIN'
  | 'FIRST_UNIT_KIND'
  | 'INDUSTRY'
  | 'NEED_KIND'
  | 'PLACE'
  | 'PROCUREMENT_WAY'
  | 'REGION';

/** Procurement, first-unit scenario (应用场景), challenge (揭榜挂帅). */
export type NeedKind =
  | 'CHALLENGE'
  | 'FIRST_UNIT_SCENARIO'
  | 'PROCUREMENT';

/** How much is wanted. */
export type NeedQuantityInput = {
  /** A decimal number above zero. */
  readonly amount: string;
  /** Unit, e.g. 台. */
  readonly unit: string;
};

/** Life of a need. */
export type NeedStatus =
  | 'CLOSED'
  | 'DRAFT'
  | 'OPEN';

/** A text of a need that a clause may quote. */
export type NeedText =
  | 'BODY'
  | 'INVITED'
  | 'MEMBERS'
  | 'TITLE';

/** What a supplier answers: 有意向, 有疑问, 不适合. */
export type OpportunityAnswerKind =
  | 'INTERESTED'
  | 'NOT_FOR_US'
  | 'QUESTION';

/** The latest answer of a supplier, or none. */
export type OpportunityAnswerState =
  | 'INTERESTED'
  | 'NONE'
  | 'NOT_FOR_US'
  | 'QUESTION';

/** Requirement on a technical parameter. */
export type ParameterConditionInput = {
  /** Under which condition it is required. */
  readonly condition?: string | null | undefined;
  /** High bound: for LE, LT, EQ and RANGE. */
  readonly high?: string | null | undefined;
  /** Low bound: for GE, GT, EQ and RANGE. */
  readonly low?: string | null | undefined;
  /** Name or code in the parameter dictionary, e.g. 额定电压. */
  readonly name: string;
  /** How the value is compared. */
  readonly op: Comparator;
  /** Unit, e.g. kV. */
  readonly unit?: string;
};

/** A technical parameter that is asked for, in any unit that fits. */
export type ParameterFilterInput = {
  /** High bound: for LE, LT, EQ and RANGE. */
  readonly high?: string | null | undefined;
  /** Also products that do not state it. */
  readonly includeUnstated?: boolean;
  /** Low bound: for GE, GT, EQ and RANGE. */
  readonly low?: string | null | undefined;
  /** Name or code in the parameter dictionary, e.g. 额定电压. */
  readonly name: string;
  /** How the value is compared. */
  readonly op: Comparator;
  /** Unit, e.g. kV. */
  readonly unit?: string;
};

/** Prices in yuan by their low end: under 100; from 100, 1,000, 10,000, 100,000, 1 million up to the next. */
export type PriceBand =
  | 'FROM_1K'
  | 'FROM_1M'
  | 'FROM_10K'
  | 'FROM_100'
  | 'FROM_100K'
  | 'UNDER_100';

/** Requirement on the price. */
export type PriceConditionInput = {
  /** Currency, ISO 4217. */
  readonly currency?: string;
  /** At most so much. */
  readonly max: number;
  /** For one of these, e.g. 台. */
  readonly per: string;
};

/** A price that is asked for: met by prices that overlap it. */
export type PriceFilterInput = {
  /** Currency, ISO 4217. */
  readonly currency?: string;
  /** High end. */
  readonly high?: number | null | undefined;
  /** Low end. */
  readonly low?: number | null | undefined;
  /** Only prices of this, e.g. 台. */
  readonly per?: string | null | undefined;
};

/** Price: give `low` and `high` alike for a single one, or one of them. */
export type PriceRangeInput = {
  /** Currency, ISO 4217. */
  readonly currency?: string;
  /** High end. */
  readonly high?: number | null | undefined;
  /** Low end. */
  readonly low?: number | null | undefined;
  /** What it is the price of, e.g. 台. */
  readonly per: string;
};

/** Why an expected failure happened. */
export type ProblemCode =
  | 'ALREADY_INVITED'
  | 'ALREADY_MEMBER'
  | 'BAD_CREDENTIALS'
  | 'CLAUSE_HIDDEN'
  | 'CONFIRM_IDENTIFIER'
  | 'CONTACT_NOT_READY'
  | 'CONTACT_OPENED'
  | 'CREDIT_CODE_NEEDED'
  | 'DAILY_LIMIT'
  | 'DEADLINE_PASSED'
  | 'EMPTY_FILE'
  | 'FILE_GONE'
  | 'FILE_TOO_LARGE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'IDENTIFIER_TAKEN'
  | 'IMPORT_STATE'
  | 'IMPORT_STORAGE_FULL'
  | 'INVALID_INPUT'
  | 'INVITATION_INVALID'
  | 'INVITATION_STATE'
  | 'LAST_ADMIN'
  | 'NEED_INVITATION_STATE'
  | 'NEED_STATE'
  | 'NOTIFICATION_MANDATORY'
  | 'NOT_FOUND'
  | 'NOT_SHORTLISTED'
  | 'NOT_TEXT'
  | 'ORGANISATION_STATE'
  | 'ORGANISATION_SUSPENDED'
  | 'OWN_ORGANISATION'
  | 'PRODUCT_INCOMPLETE'
  | 'PRODUCT_STATE'
  | 'RUN_ENDED'
  | 'SKU_TAKEN'
  | 'TOKEN_INVALID'
  | 'TOKEN_REUSED'
  | 'TOO_MANY_IMPORTS'
  | 'TOO_MANY_UPLOADS'
  | 'UPLOAD_INCOMPLETE'
  | 'UPLOAD_INTERRUPTED'
  | 'VERSION_CONFLICT';

/** 招标 tender, 询比 inquiry and comparison, 竞价 bidding, 谈判 negotiation, 直接采购 direct, 框架协议 framework. */
export type ProcurementWay =
  | 'BIDDING'
  | 'DIRECT'
  | 'FRAMEWORK'
  | 'INQUIRY_COMPARISON'
  | 'NEGOTIATION'
  | 'TENDER';

/** Filters of products. Values of one are alternatives; all filters must hold. */
export type ProductFilterInput = {
  /** Valid certificates of the product, by name. */
  readonly certificates?: ReadonlyArray<string> | null | undefined;
  /** Codes of chain nodes. */
  readonly chainNodes?: ReadonlyArray<string> | null | undefined;
  /** Codes of chains. */
  readonly chains?: ReadonlyArray<string> | null | undefined;
  /** Kinds of a first-unit listing in force. */
  readonly firstUnitKinds?: ReadonlyArray<FirstUnitKind> | null | undefined;
  /** Levels of a first-unit listing in force. */
  readonly firstUnitLevels?: ReadonlyArray<FirstUnitLevel> | null | undefined;
  /** Industries (GB/T 4754); a section or division includes what lies below it. */
  readonly industries?: ReadonlyArray<string> | null | undefined;
  /** Days from order to delivery. */
  readonly leadTimeDays?: IntRangeInput | null | undefined;
  /** Suppliers. */
  readonly organisations?: ReadonlyArray<string> | null | undefined;
  /** Technical parameters; all of them must hold. */
  readonly parameters?: ReadonlyArray<ParameterFilterInput> | null | undefined;
  /** Price. */
  readonly price?: PriceFilterInput | null | undefined;
  /** Price bands. */
  readonly priceBands?: ReadonlyArray<PriceBand> | null | undefined;
  /** Regions of the supplier (GB/T 2260); a province includes what lies below it. */
  readonly regions?: ReadonlyArray<string> | null | undefined;
  /** Regions served, wholly or in part. */
  readonly servedRegions?: ReadonlyArray<string> | null | undefined;
  /** Stages of maturity. */
  readonly stages?: ReadonlyArray<MaturityStage> | null | undefined;
  /** Valid quality titles of the supplier. */
  readonly tiers?: ReadonlyArray<QualityTier> | null | undefined;
};

/** Life of a product. */
export type ProductStatus =
  | 'DRAFT'
  | 'PUBLISHED'
  | 'WITHDRAWN';

/** 创新型, 专精特新, 专精特新“小巨人”, 制造业单项冠军, another title. */
export type QualityTier =
  | 'CHAMPION'
  | 'INNOVATIVE'
  | 'LITTLE_GIANT'
  | 'OTHER'
  | 'SPECIALISED';

/** Requirement on what can be made within some days. */
export type QuantityConditionInput = {
  /** At least, a decimal number. */
  readonly amount: string;
  /** Unit, e.g. 台. */
  readonly unit: string;
  /** Days. */
  readonly withinDays: number;
};

/** A decision on a match. */
export type RecordDecisionInput = {
  /** What was decided. */
  readonly kind: DecisionKind;
  /** The match. */
  readonly matchId: string;
  /** Why, in words; a decline needs them unless its code says it. */
  readonly reason?: string | null | undefined;
  /** Of a decline only; OTHER when left out. */
  readonly reasonCode?: DeclineReason | null | undefined;
};

/** Why an opportunity is not for a supplier: 参数不符, 价格, 交期, 产能, 地区, 商务条款, 其他. */
export type RefusalReason =
  | 'CAPACITY'
  | 'DELIVERY'
  | 'OTHER'
  | 'PARAMETER_GAP'
  | 'PRICE'
  | 'REGION'
  | 'TERMS';

/** A site willing to be first (应用场景). */
export type ScenarioInput = {
  /** How it will be tested and accepted. */
  readonly acceptancePlan?: string | null | undefined;
  /** Project it rests on (依托工程). */
  readonly anchorProject?: string | null | undefined;
  /** Kind of first unit wanted. */
  readonly equipment?: FirstUnitKind | null | undefined;
  /** Insurance and its compensation. */
  readonly insurance?: string | null | undefined;
  /** Latest day to begin, YYYY-MM-DD. */
  readonly latestStart?: string | null | undefined;
  /** The site. */
  readonly site?: string | null | undefined;
  /** What happens when it fails (容错). */
  readonly tolerance?: string | null | undefined;
};

/** The two parties of a match. */
export type Side =
  | 'BUYER'
  | 'SUPPLIER';

/** A technical parameter. Give `low` and `high` alike for a single value. */
export type StatedParameterInput = {
  /** Under which condition the value holds. */
  readonly condition?: string | null | undefined;
  /** High end, a decimal number. */
  readonly high?: string | null | undefined;
  /** Low end, a decimal number. */
  readonly low?: string | null | undefined;
  /** Name, Chinese or English, e.g. 额定电压. */
  readonly name: string;
  /** Unit, e.g. kV. */
  readonly unit?: string;
};

/** Requirement on a track record (业绩). Give days or months for its period, or neither. */
export type TrackRecordConditionInput = {
  /** First day of the period, YYYY-MM-DD. */
  readonly from?: string | null | undefined;
  /** Of at least this amount in all. */
  readonly minAmount?: number | null | undefined;
  /** At least so many deliveries. */
  readonly minCount?: number | null | undefined;
  /** In the last so many months. */
  readonly months?: number | null | undefined;
  /** Last day of the period, YYYY-MM-DD. */
  readonly to?: string | null | undefined;
};

/** The verdict on one clause. */
export type Verdict =
  | 'MET'
  | 'UNKNOWN'
  | 'UNMET'
  | 'WAIVED';

export type OfferContactMutationVariables = Exact<{
  input: ContactInput;
}>;


export type OfferContactMutation = { readonly offerContact:
    | { readonly __typename: 'Contact', readonly offeredByOtherSide: boolean, readonly theirs: { readonly name: string, readonly phone: string | null, readonly email: string | null } | null }
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type ContactsQueryVariables = Exact<{ [key: string]: never; }>;


export type ContactsQuery = { readonly contacts: { readonly edges: ReadonlyArray<{ readonly node: { readonly needId: string, readonly theirs: { readonly name: string, readonly phone: string | null } | null } }> } };

export type NotificationsQueryVariables = Exact<{ [key: string]: never; }>;


export type NotificationsQuery = { readonly unreadNotifications: number, readonly notifications: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly body: string } }> } };

export type NotificationAddedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type NotificationAddedSubscription = { readonly notificationAdded: { readonly id: string, readonly title: string } };

export type ReviewNeedQueryVariables = Exact<{
  input: CreateNeedInput;
}>;


export type ReviewNeedQuery = { readonly reviewNeed:
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'NeedReview', readonly completeness: { readonly score: number }, readonly findings: ReadonlyArray<{ readonly severity: FindingSeverity, readonly path: string, readonly message: string, readonly source: string | null }> }
   };

export type CreateNeedMutationVariables = Exact<{
  input: CreateNeedInput;
  key: string;
}>;


export type CreateNeedMutation = { readonly createNeed:
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'Need', readonly id: string, readonly version: number }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type PublishNeedMutationVariables = Exact<{
  id: string;
}>;


export type PublishNeedMutation = { readonly publishNeed:
    | { readonly __typename: 'Need', readonly id: string, readonly status: NeedStatus }
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type LatestRunQueryVariables = Exact<{
  needId: string;
}>;


export type LatestRunQuery = { readonly need: { readonly latestRun: { readonly id: string, readonly state: MatchRunState, readonly candidates: number, readonly evaluated: number, readonly added: number, readonly changed: number, readonly removed: number } | null } | null };

export type MatchingFinishedSubscriptionVariables = Exact<{
  needId: string;
}>;


export type MatchingFinishedSubscription = { readonly matchingFinished: { readonly id: string, readonly state: MatchRunState } };

export type CandidatesQueryVariables = Exact<{
  needId: string;
  filter?: MatchFilterInput | null | undefined;
}>;


export type CandidatesQuery = { readonly matches: { readonly facets: { readonly total: number, readonly classes: ReadonlyArray<{ readonly code: string, readonly name: string, readonly count: number }> }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly class: MatchClass, readonly score: number, readonly decisionState: DecisionState, readonly product: { readonly id: string, readonly sku: string, readonly name: string, readonly organisation: { readonly name: string } | null } | null, readonly verdicts: ReadonlyArray<{ readonly verdict: Verdict, readonly explanation: string, readonly clause: { readonly text: string } | null }>, readonly suggestedQuestions: ReadonlyArray<{ readonly clauseId: string, readonly text: string }> } }> } };

export type FindProductsQueryVariables = Exact<{
  text: string;
  filter?: ProductFilterInput | null | undefined;
}>;


export type FindProductsQuery = { readonly searchProducts: { readonly estimatedTotal: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string }, readonly highlights: ReadonlyArray<{ readonly field: string, readonly ranges: ReadonlyArray<{ readonly start: number, readonly end: number }> }> }> } };

export type AskMutationVariables = Exact<{
  input: AskInput;
}>;


export type AskMutation = { readonly askAboutMatch:
    | { readonly __typename: 'Denied', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'Question', readonly id: string, readonly text: string }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type DecideMutationVariables = Exact<{
  input: RecordDecisionInput;
}>;


export type DecideMutation = { readonly recordDecision:
    | { readonly __typename: 'Decision', readonly id: string, readonly kind: DecisionKind }
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type ShortlistQueryVariables = Exact<{
  needId: string;
}>;


export type ShortlistQuery = { readonly shortlist: { readonly edges: ReadonlyArray<{ readonly node: { readonly reason: string | null, readonly product: { readonly sku: string, readonly name: string } | null } }> } };

type Fault_Denied_Fragment = { readonly __typename: 'Denied', readonly code: ProblemCode, readonly message: string };

type Fault_InvalidInput_Fragment = { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> };

type Fault_NotFound_Fragment = { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string };

type Fault_Unconfirmed_Fragment = { readonly __typename: 'Unconfirmed', readonly code: ProblemCode, readonly message: string };

type Fault_WrongState_Fragment = { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string };

export type FaultFragment =
  | Fault_Denied_Fragment
  | Fault_InvalidInput_Fragment
  | Fault_NotFound_Fragment
  | Fault_Unconfirmed_Fragment
  | Fault_WrongState_Fragment
;

export type SignInMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type SignInMutation = { readonly signIn:
    | { readonly __typename: 'Denied', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'Session', readonly accessToken: string, readonly refreshToken: string }
   };

export type RefreshSessionMutationVariables = Exact<{
  refreshToken: string;
}>;


export type RefreshSessionMutation = { readonly refreshSession:
    | { readonly __typename: 'Denied', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'Session', readonly accessToken: string, readonly refreshToken: string }
   };

export type ReadParametersQueryVariables = Exact<{
  text: string;
}>;


export type ReadParametersQuery = { readonly parseParameters: { readonly parameters: ReadonlyArray<{ readonly name: string, readonly low: string | null, readonly high: string | null, readonly unit: string }> } };

export type CreateProductMutationVariables = Exact<{
  input: CreateProductInput;
  key: string;
}>;


export type CreateProductMutation = { readonly createProduct:
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'Product', readonly id: string, readonly version: number, readonly warnings: ReadonlyArray<{ readonly path: string, readonly message: string }> }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type PublishProductMutationVariables = Exact<{
  id: string;
}>;


export type PublishProductMutation = { readonly publishProduct:
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'Product', readonly id: string, readonly status: ProductStatus }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type FindNeedsQueryVariables = Exact<{
  text: string;
}>;


export type FindNeedsQuery = { readonly searchNeeds: { readonly estimatedTotal: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly deadline: string | null, readonly organisation: { readonly name: string } | null } }>, readonly facets: ReadonlyArray<{ readonly facet: NeedFacet, readonly values: ReadonlyArray<{ readonly code: string, readonly name: string, readonly count: number }> }> } };

export type OpportunitiesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OpportunitiesQuery = { readonly opportunities: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly class: MatchClass, readonly score: number, readonly hiddenClauses: number, readonly need: { readonly id: string, readonly title: string } | null, readonly product: { readonly id: string, readonly sku: string, readonly name: string } | null, readonly verdicts: ReadonlyArray<{ readonly verdict: Verdict, readonly explanation: string, readonly clause: { readonly text: string } | null }>, readonly gaps: ReadonlyArray<{ readonly clauseText: string, readonly hint: string }>, readonly questions: ReadonlyArray<{ readonly id: string, readonly side: Side, readonly text: string, readonly answered: boolean }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type OpportunityFragment = { readonly id: string, readonly class: MatchClass, readonly score: number, readonly hiddenClauses: number, readonly need: { readonly id: string, readonly title: string } | null, readonly product: { readonly id: string, readonly sku: string, readonly name: string } | null, readonly verdicts: ReadonlyArray<{ readonly verdict: Verdict, readonly explanation: string, readonly clause: { readonly text: string } | null }>, readonly gaps: ReadonlyArray<{ readonly clauseText: string, readonly hint: string }>, readonly questions: ReadonlyArray<{ readonly id: string, readonly side: Side, readonly text: string, readonly answered: boolean }> };

export type AnswerOpportunityMutationVariables = Exact<{
  input: AnswerOpportunityInput;
}>;


export type AnswerOpportunityMutation = { readonly answerOpportunity:
    | { readonly __typename: 'Denied', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'OpportunityAnswer', readonly id: string, readonly answer: OpportunityAnswerKind }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export type ReplyMutationVariables = Exact<{
  questionId: string;
  text: string;
}>;


export type ReplyMutation = { readonly replyToQuestion:
    | { readonly __typename: 'Denied', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'InvalidInput', readonly code: ProblemCode, readonly message: string, readonly issues: ReadonlyArray<{ readonly path: string, readonly code: string, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: ProblemCode, readonly message: string }
    | { readonly __typename: 'Question', readonly id: string, readonly answered: boolean }
    | { readonly __typename: 'WrongState', readonly code: ProblemCode, readonly message: string }
   };

export const FaultFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<FaultFragment, unknown>;
export const OpportunityFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Opportunity"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Opportunity"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"hiddenClauses"}},{"kind":"Field","name":{"kind":"Name","value":"need"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"verdicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"}},{"kind":"Field","name":{"kind":"Name","value":"clause"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"gaps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clauseText"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"Field","name":{"kind":"Name","value":"questions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"side"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}}]}}]}}]} as unknown as DocumentNode<OpportunityFragment, unknown>;
export const OfferContactDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"OfferContact"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ContactInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"offerContact"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Contact"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"offeredByOtherSide"}},{"kind":"Field","name":{"kind":"Name","value":"theirs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<OfferContactMutation, OfferContactMutationVariables>;
export const ContactsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Contacts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"needId"}},{"kind":"Field","name":{"kind":"Name","value":"theirs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ContactsQuery, ContactsQueryVariables>;
export const NotificationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Notifications"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unreadNotifications"}},{"kind":"Field","name":{"kind":"Name","value":"notifications"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}}]}}]}}]}}]} as unknown as DocumentNode<NotificationsQuery, NotificationsQueryVariables>;
export const NotificationAddedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"NotificationAdded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"notificationAdded"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]} as unknown as DocumentNode<NotificationAddedSubscription, NotificationAddedSubscriptionVariables>;
export const ReviewNeedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReviewNeed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateNeedInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reviewNeed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NeedReview"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeness"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"score"}}]}},{"kind":"Field","name":{"kind":"Name","value":"findings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReviewNeedQuery, ReviewNeedQueryVariables>;
export const CreateNeedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateNeed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateNeedInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createNeed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Need"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateNeedMutation, CreateNeedMutationVariables>;
export const PublishNeedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PublishNeed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishNeed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Need"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<PublishNeedMutation, PublishNeedMutationVariables>;
export const LatestRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LatestRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"needId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"need"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"needId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latestRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"candidates"}},{"kind":"Field","name":{"kind":"Name","value":"evaluated"}},{"kind":"Field","name":{"kind":"Name","value":"added"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"removed"}}]}}]}}]}}]} as unknown as DocumentNode<LatestRunQuery, LatestRunQueryVariables>;
export const MatchingFinishedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MatchingFinished"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"needId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"matchingFinished"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"needId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"needId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<MatchingFinishedSubscription, MatchingFinishedSubscriptionVariables>;
export const CandidatesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Candidates"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"needId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"MatchFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"matches"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"needId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"needId"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"facets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"classes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"decisionState"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"verdicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"}},{"kind":"Field","name":{"kind":"Name","value":"clause"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"suggestedQuestions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clauseId"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<CandidatesQuery, CandidatesQueryVariables>;
export const FindProductsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindProducts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ProductFilterInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchProducts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"estimatedTotal"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"highlights"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"ranges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"end"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindProductsQuery, FindProductsQueryVariables>;
export const AskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Ask"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AskInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"askAboutMatch"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Question"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AskMutation, AskMutationVariables>;
export const DecideDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Decide"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RecordDecisionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordDecision"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Decision"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<DecideMutation, DecideMutationVariables>;
export const ShortlistDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Shortlist"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"needId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shortlist"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"needId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"needId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ShortlistQuery, ShortlistQueryVariables>;
export const SignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"email"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"password"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signIn"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"email"},"value":{"kind":"Variable","name":{"kind":"Name","value":"email"}}},{"kind":"Argument","name":{"kind":"Name","value":"password"},"value":{"kind":"Variable","name":{"kind":"Name","value":"password"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SignInMutation, SignInMutationVariables>;
export const RefreshSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RefreshSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"refreshToken"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"refreshSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"refreshToken"},"value":{"kind":"Variable","name":{"kind":"Name","value":"refreshToken"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const ReadParametersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReadParameters"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parseParameters"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parameters"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"low"}},{"kind":"Field","name":{"kind":"Name","value":"high"}},{"kind":"Field","name":{"kind":"Name","value":"unit"}}]}}]}}]}}]} as unknown as DocumentNode<ReadParametersQuery, ReadParametersQueryVariables>;
export const CreateProductDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateProduct"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateProductInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"key"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createProduct"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}},{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"key"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Product"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateProductMutation, CreateProductMutationVariables>;
export const PublishProductDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PublishProduct"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishProduct"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Product"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<PublishProductMutation, PublishProductMutationVariables>;
export const FindNeedsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindNeeds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchNeeds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"estimatedTotal"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"deadline"}},{"kind":"Field","name":{"kind":"Name","value":"organisation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"facets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"facet"}},{"kind":"Field","name":{"kind":"Name","value":"values"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindNeedsQuery, FindNeedsQueryVariables>;
export const OpportunitiesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Opportunities"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"opportunities"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Opportunity"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Opportunity"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Opportunity"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"class"}},{"kind":"Field","name":{"kind":"Name","value":"score"}},{"kind":"Field","name":{"kind":"Name","value":"hiddenClauses"}},{"kind":"Field","name":{"kind":"Name","value":"need"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"verdicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"}},{"kind":"Field","name":{"kind":"Name","value":"clause"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"gaps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clauseText"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"Field","name":{"kind":"Name","value":"questions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"side"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}}]}}]}}]} as unknown as DocumentNode<OpportunitiesQuery, OpportunitiesQueryVariables>;
export const AnswerOpportunityDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AnswerOpportunity"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AnswerOpportunityInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"answerOpportunity"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OpportunityAnswer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"answer"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AnswerOpportunityMutation, AnswerOpportunityMutationVariables>;
export const ReplyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Reply"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"questionId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UUID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replyToQuestion"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"questionId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"questionId"}}},{"kind":"Argument","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Question"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fault"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fault"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReplyMutation, ReplyMutationVariables>;