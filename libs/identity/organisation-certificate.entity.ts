import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type LocalizedText } from '#libs/common';

export const QUALITY_TIERS = ['innovative', 'specialised', 'little_giant', 'champion', 'other'] as const;
/** 创新型 → 专精特新 → 专精特新“小巨人” → 制造业单项冠军. */
export type QualityTier = (typeof QUALITY_TIERS)[number];

export const QUALITY_TIER_NAMES: Readonly<Record<QualityTier, LocalizedText>> = {
  innovative: { zh: '创新型中小企业', en: 'innovative SME' },
  specialised: { zh: '专精特新中小企业', en: 'specialised SME' },
  little_giant: { zh: '专精特新“小巨人”企业', en: 'little giant' },
  champion: { zh: '制造业单项冠军企业', en: 'manufacturing champion of one product' },
  other: { zh: '其他称号', en: 'other title' },
};

/** A quality title of an enterprise, as awarded: kept, never computed, because the rules of the ladder change (工信部企业〔2026〕2号). */
@Entity('organisation_certificate')
export class OrganisationCertificate {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('text') tier: QualityTier;
  /** Who awards it, in the words of the document, such as 国家级 or 江苏省. */
  @Column('text') level: string;
  @Column('text', { nullable: true }) number: string | null;
  /** Where it can be checked: a list, a notice, an address. */
  @Column('text', { nullable: true }) evidence: string | null;
  /** First and last day, YYYY-MM-DD. */
  @Column('date') issuedOn: string;
  @Column('date', { nullable: true }) expiresOn: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
