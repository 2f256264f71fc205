import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

const bytes: ValueTransformer = { from: (value: string) => Number(value), to: (value: number) => value };

/** An uploaded file. Its bytes lie in `import_chunk`, so that any worker can read them. */
@Entity('import_file')
export class ImportFile {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') organisationId: string;
  @Column('uuid') uploadedBy: string;
  @Column('text') name: string;
  @Column('bigint', { default: 0, transformer: bytes }) bytes: number;
  /** False while its bytes come in; only a complete one can be imported. */
  @Column('boolean', { default: false }) complete: boolean;
  @Column('timestamptz') createdAt: Date;
  /** When its last piece came in. */
  @Column('timestamptz', { default: () => 'now()' }) touchedAt: Date;
}
