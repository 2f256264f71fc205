import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Locale } from '#libs/common';

/** A person who signs in. The hash is argon2id and leaves this library never. */
@Entity('user_account')
export class UserAccount {
  @PrimaryColumn('uuid') id: string;
  @Column('text') email: string;
  @Column('text') name: string;
  /** Written, never read back: the app's role has no right to. */
  @Column('text', { select: false }) passwordHash: string;
  @Column('text', { default: 'zh' }) locale: Locale;
  @Column('timestamptz', { default: () => 'now()' }) createdAt: Date;
}
