import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  type Clock,
  invalidInput,
  isProblem,
  type Locale,
  newId,
  notFound,
  type Page,
  type PageRequest,
  pageSpec,
  type Result,
  toPage,
  zodIssues,
} from '#libs/common';
import { z } from 'zod';
import { ANONYMOUS_SCOPE, keysetPage, UnitOfWork } from '#libs/database';
import {
  alreadyMember,
  badCredentials,
  invitationInvalid,
  invitationWrongState,
  organisationSuspended,
} from './identity.errors.js';
import { Invitation } from './invitation.entity.js';
import { type Role } from './membership.entity.js';
import { managedOrganisation } from './member.service.js';
import { Organisation } from './organisation.entity.js';
import { type OrgScope } from './org-scope.js';
import { hashPassword, isPassword, passwordIssues } from './password.js';
import { roleFields, roleIssues } from './roles.js';
import { hashSecretToken, newSecretToken } from './secret-token.js';
import { type Session, SessionService } from './session.service.js';

const VALID_MS = 7 * 24 * 3_600_000;

const invitationInput = z.object({
  ...roleFields,
  organisationId: z.uuid().nullish(),
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
});
export type InvitationInput = z.input<typeof invitationInput>;

/** An invitation with its token, which is shown this once: only its hash is kept. */
export interface Invited {
  readonly invitation: Invitation;
  readonly token: string;
}

export interface AcceptInput {
  readonly token: string;
  readonly name: string;
  readonly password: string;
}

interface LookupRow {
  email: string;
  account_id: string | null;
  password_hash: string | null;
}

interface AcceptRow {
  outcome: 'accepted' | 'member' | 'suspended' | 'invalid';
  holder: string;
  member_of: string;
  held_role: Role;
  held_locale: Locale;
}

/** How people come to an organisation: an admin invites, the person accepts with the token. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Invites an address for seven days. Operators of the platform invite to any organisation, admins to their own.
   * @returns the invitation with its token, `INVALID_INPUT`, `NOT_FOUND` for an organisation of others, `ALREADY_MEMBER`
   */
  async invite(scope: OrgScope, input: InvitationInput): Promise<Result<Invited>> {
    const parsed = invitationInput.safeParse(input);
    if (!parsed.success) return invalidInput(zodIssues(parsed.error));
    const { organisationId: wanted, email, role, chains, regions } = parsed.data;
    const organisationId = managedOrganisation(scope, wanted);
    if (organisationId === null) return notFound(wanted ?? '');
    return this.unitOfWork.run(scope, async (tx) => {
      const organisation = await tx.manager.findOneBy(Organisation, { id: organisationId });
      if (organisation === null) return notFound(organisationId);
      const issues = roleIssues(parsed.data, organisation.kind);
      if (issues.length > 0) return invalidInput(issues);
      const members = await tx.query(
        `SELECT 1 FROM membership m JOIN user_account u ON u.id = m.user_id WHERE m.organisation_id = $1 AND u.email = $2`,
        [organisationId, email],
      );
      if (members.length > 0) return alreadyMember();
      const now = this.clock.now();
      const { token, hash } = newSecretToken();
      const invitation = Object.assign(new Invitation(), {
        id: newId(),
        organisationId,
        email,
        role,
        chains,
        regions,
        tokenHash: hash,
        invitedBy: scope.userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + VALID_MS),
        acceptedAt: null,
        revokedAt: null,
      });
      await tx.manager.insert(Invitation, invitation);
      return { invitation, token };
    });
  }

  /** Invitations, oldest first, without their tokens. @param organisationId as in MemberService.list */
  async list(
    scope: OrgScope,
    organisationId: string | null | undefined,
    request: PageRequest,
  ): Promise<Result<Page<Invitation>>> {
    const spec = pageSpec(request);
    if (isProblem(spec)) return spec;
    const managed = managedOrganisation(scope, organisationId);
    if (managed === null) return toPage<Invitation>([], spec.first);
    return this.unitOfWork.read(scope, async (tx) => {
      const query = tx.manager
        .createQueryBuilder(Invitation, 'i')
        .where('i.organisation_id = :managed', { managed });
      return keysetPage(query, spec, 'i.id');
    });
  }

  /** Takes an invitation back; doing it again keeps the first time. @returns it, `NOT_FOUND` or `INVITATION_STATE` */
  async revoke(scope: OrgScope, id: string): Promise<Result<Invitation>> {
    return this.unitOfWork.run(scope, async (tx) => {
      const invitation = await tx.manager.findOne(Invitation, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (invitation === null || managedOrganisation(scope, invitation.organisationId) === null)
        return notFound(id);
      if (invitation.acceptedAt !== null) return invitationWrongState();
      if (invitation.revokedAt !== null) return invitation;
      const revokedAt = this.clock.now();
      await tx.manager.update(Invitation, { id }, { revokedAt });
      return Object.assign(invitation, { revokedAt });
    });
  }

  /**
   * Joins by a token: with a new account, or with the one that the address has, whose password must be given then.
   * @returns a session in the organisation, `INVALID_INPUT`, `INVITATION_INVALID`, `BAD_CREDENTIALS`, `ALREADY_MEMBER` or
   * `ORGANISATION_SUSPENDED`
   */
  async accept({ token, name, password }: AcceptInput): Promise<Result<Session>> {
    const hash = hashSecretToken(token);
    const known = await this.unitOfWork.read(ANONYMOUS_SCOPE, (tx) =>
      tx.query<LookupRow>('SELECT * FROM gonglian.invitation_lookup($1, $2)', [hash, this.clock.now()]),
    );
    const invited = known[0];
    if (invited === undefined) return invitationInvalid();
    const { account_id: accountId, password_hash: present } = invited;
    if (present !== null && !(await isPassword(present, password))) return badCredentials();
    const person = name.trim();
    const issues = present === null ? [...nameIssues(person), ...passwordIssues(password, 'password')] : [];
    if (issues.length > 0) return invalidInput(issues);
    const passwordHash = present === null ? await hashPassword(password) : null;
    const rows = await this.unitOfWork.run(ANONYMOUS_SCOPE, (tx) =>
      tx.query<AcceptRow>('SELECT * FROM gonglian.accept_invitation($1, $2, $3, $4, $5, $6, $7)', [
        ...[hash, accountId, newId(), person, passwordHash, newId(), this.clock.now()],
      ]),
    );
    const row = rows[0];
    if (row?.outcome === 'suspended') return organisationSuspended();
    if (row?.outcome === 'member') return alreadyMember();
    if (row?.outcome !== 'accepted') return invitationInvalid();
    return this.sessions.open({
      actor: 'user',
      userId: row.holder,
      organisationId: row.member_of,
      role: row.held_role,
      locale: row.held_locale,
    });
  }
}

function nameIssues(name: string) {
  if (name.length >= 1 && name.length <= 80) return [];
  const text = { zh: '请填写姓名（最多 80 字）', en: 'Give a name (at most 80 characters)' };
  return [{ path: 'name', code: 'NAME_LENGTH', text }];
}
