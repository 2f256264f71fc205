import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, isProblem, newId, notFound, type Result } from '#libs/common';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { organisationChanged } from './organisation.events.js';
import { storeIdentifier, unconfirmed } from './identifier.store.js';
import {
  type CertificateInput,
  checkCertificate,
  checkIdentifierInput,
  checkProfile,
  type IdentifierInput,
  type ProfileInput,
} from './organisation.input.js';
import { OrganisationCertificate } from './organisation-certificate.entity.js';
import { OrganisationIdentifier } from './organisation-identifier.entity.js';
import { Organisation } from './organisation.entity.js';
import { type OrgScope } from './org-scope.js';
import { type SizeFacts } from './sme-size.js';

/** The numbers behind the size are the organisation's own and the overseers' business; the size itself is for everybody. */
export function visibleSizeFacts(scope: OrgScope, organisation: Organisation): SizeFacts | null {
  const overseer = scope.role === 'platform_operator' || scope.role === 'auditor';
  return overseer || scope.organisationId === organisation.id ? organisation : null;
}

/** Why an organisation is suspended, for those who see to it. */
export function visibleStatusReason(scope: OrgScope, organisation: Organisation): string | null {
  return scope.role === 'platform_operator' || scope.role === 'auditor' ? organisation.statusReason : null;
}

/** What an organisation's admin says about it: profile, identifiers, quality titles. */
@Injectable()
export class OrganisationProfileService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** An organisation; its public side is for everybody signed in. */
  async find(scope: OrgScope, id: string): Promise<Organisation | null> {
    return this.unitOfWork.read(scope, (tx) => tx.manager.findOneBy(Organisation, { id }));
  }

  /** Changes region and size facts of the own organisation. What is left out stays. */
  async update(scope: OrgScope, input: ProfileInput): Promise<Result<Organisation>> {
    const fields = checkProfile(input);
    if (isProblem(fields)) return fields;
    const id = scope.organisationId;
    return this.unitOfWork.run(scope, async (tx) => {
      await tx.manager.update(Organisation, { id }, { ...fields, updatedAt: this.clock.now() });
      await organisationChanged(tx, this.outbox, 'organisation.updated', id);
      return tx.manager.findOneByOrFail(Organisation, { id });
    });
  }

  /**
   * Registers an identifier of the own organisation.
   * @returns it, `INVALID_INPUT` for a malformed one, `CONFIRM_IDENTIFIER` for an odd one without `confirm`, `IDENTIFIER_TAKEN`
   */
  async addIdentifier(scope: OrgScope, input: IdentifierInput): Promise<Result<OrganisationIdentifier>> {
    const fields = checkIdentifierInput(input);
    if (isProblem(fields)) return fields;
    const doubt = unconfirmed(fields, 'value');
    if (doubt !== null) return doubt;
    const { organisationId } = scope;
    const createdAt = this.clock.now();
    return this.unitOfWork.run(scope, (tx) => storeIdentifier(tx, { ...fields, organisationId, createdAt }));
  }

  /** Keeps a quality title of the own organisation. */
  async addCertificate(scope: OrgScope, input: CertificateInput): Promise<Result<OrganisationCertificate>> {
    const fields = checkCertificate(input);
    if (isProblem(fields)) return fields;
    const certificate = Object.assign(new OrganisationCertificate(), fields, {
      id: newId(),
      organisationId: scope.organisationId,
      createdAt: this.clock.now(),
    });
    await this.unitOfWork.run(scope, async (tx) => {
      await tx.manager.insert(OrganisationCertificate, certificate);
      await organisationChanged(tx, this.outbox, 'organisation.updated', scope.organisationId);
    });
    return certificate;
  }

  /** Takes a quality title of the own organisation away. @returns what it was */
  async removeCertificate(scope: OrgScope, id: string): Promise<Result<OrganisationCertificate>> {
    const own = { id, organisationId: scope.organisationId };
    return this.unitOfWork.run(scope, async (tx) => {
      const certificate = await tx.manager.findOneBy(OrganisationCertificate, own);
      if (certificate === null) return notFound(id);
      await tx.manager.delete(OrganisationCertificate, own);
      await organisationChanged(tx, this.outbox, 'organisation.updated', scope.organisationId);
      return certificate;
    });
  }

  /** Identifiers of these organisations that the caller may see: of others only the credit code. */
  async findIdentifiers(
    scope: OrgScope,
    organisationIds: readonly string[],
  ): Promise<OrganisationIdentifier[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(OrganisationIdentifier, 'i')
        .where('i.organisation_id = ANY(:organisationIds)', { organisationIds })
        .orderBy('i.id')
        .getMany(),
    );
  }

  /** Quality titles of these organisations, oldest first. */
  async findCertificates(
    scope: OrgScope,
    organisationIds: readonly string[],
  ): Promise<OrganisationCertificate[]> {
    return this.unitOfWork.read(scope, (tx) =>
      tx.manager
        .createQueryBuilder(OrganisationCertificate, 'c')
        .where('c.organisation_id = ANY(:organisationIds)', { organisationIds })
        .orderBy('c.id')
        .getMany(),
    );
  }
}
