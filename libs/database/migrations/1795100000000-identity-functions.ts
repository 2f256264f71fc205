/**
 * What must work before there is a tenant: refresh tokens and invitations are known by the hash of a secret only. Like
 * `sign_in_lookup`, each function looks past row-level security, answers for the holder of the secret and for nothing else.
 */
const definer = 'SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp';

const forApp = (signature: string) =>
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC; GRANT EXECUTE ON FUNCTION ${signature} TO gonglian_app;`;

/** A used token that comes again was stolen, from its owner or by it: nobody can tell, so the whole family ends (RFC 9700, 4.14.2). */
export const SESSION_FUNCTIONS = `
CREATE FUNCTION gonglian.store_refresh_token(new_id uuid, holder uuid, member_of uuid, new_hash text, at timestamptz, until timestamptz)
  RETURNS void LANGUAGE plpgsql ${definer} AS $$
BEGIN
  IF holder IS DISTINCT FROM gonglian.acting_user()
     OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = holder AND m.organisation_id = member_of)
  THEN RAISE insufficient_privilege USING MESSAGE = 'a refresh token is for the acting user'; END IF;
  DELETE FROM refresh_token t WHERE t.user_id = holder AND t.expires_at <= at;
  INSERT INTO refresh_token (id, family_id, user_id, organisation_id, token_hash, created_at, expires_at)
    VALUES (new_id, new_id, holder, member_of, new_hash, at, until);
END $$;

CREATE FUNCTION gonglian.rotate_refresh_token(old_hash text, new_id uuid, new_hash text, at timestamptz, until timestamptz)
  RETURNS TABLE (outcome text, holder uuid, member_of uuid, held_role text, held_locale text)
  LANGUAGE plpgsql ${definer} AS $$
DECLARE
  family uuid;
  old refresh_token%ROWTYPE;
  standing text;
BEGIN
  SELECT t.family_id INTO family FROM refresh_token t WHERE t.token_hash = old_hash;
  -- All of the family, in order: two calls with two of its tokens would wait for each other else.
  PERFORM 1 FROM refresh_token t WHERE t.family_id = family ORDER BY t.id FOR UPDATE;
  SELECT t.* INTO old FROM refresh_token t WHERE t.token_hash = old_hash;
  outcome := 'invalid';
  IF old.used_at IS NOT NULL THEN
    UPDATE refresh_token t SET revoked_at = at WHERE t.family_id = family AND t.revoked_at IS NULL;
    outcome := 'reused';
  ELSIF old.id IS NOT NULL AND old.revoked_at IS NULL AND old.expires_at > at THEN
    SELECT m.user_id, m.organisation_id, m.role, a.locale, o.status INTO holder, member_of, held_role, held_locale, standing
      FROM membership m JOIN user_account a ON a.id = m.user_id JOIN organisation o ON o.id = m.organisation_id
     WHERE m.user_id = old.user_id AND m.organisation_id = old.organisation_id;
    IF standing = 'suspended' THEN outcome := 'suspended';
    ELSIF FOUND THEN
      outcome := 'rotated';
      UPDATE refresh_token t SET used_at = at WHERE t.id = old.id;
      INSERT INTO refresh_token (id, family_id, user_id, organisation_id, token_hash, created_at, expires_at)
        VALUES (new_id, family, old.user_id, old.organisation_id, new_hash, at, until);
    END IF;
  END IF;
  RETURN NEXT;
END $$;

CREATE FUNCTION gonglian.revoke_refresh_token(old_hash text, at timestamptz) RETURNS void LANGUAGE sql ${definer} AS $$
  UPDATE refresh_token SET revoked_at = at WHERE revoked_at IS NULL
     AND id IN (SELECT t.id FROM refresh_token t
                 WHERE t.family_id = (SELECT one.family_id FROM refresh_token one WHERE one.token_hash = old_hash)
                 ORDER BY t.id FOR UPDATE) $$;
${forApp('gonglian.store_refresh_token(uuid, uuid, uuid, text, timestamptz, timestamptz)')}
${forApp('gonglian.rotate_refresh_token(text, uuid, text, timestamptz, timestamptz)')}
${forApp('gonglian.revoke_refresh_token(text, timestamptz)')}
`;

/** Who holds the token may join; a person who has an account already proves it by its password, which the caller checks. */
export const INVITATION_FUNCTIONS = `
CREATE FUNCTION gonglian.invitation_lookup(hash text, at timestamptz)
  RETURNS TABLE (email text, account_id uuid, password_hash text) LANGUAGE sql STABLE ${definer} AS $$
  SELECT i.email, a.id, a.password_hash FROM invitation i LEFT JOIN user_account a ON a.email = i.email
   WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > at $$;

CREATE FUNCTION gonglian.accept_invitation(hash text, known_account uuid, new_account uuid, person text, new_password_hash text,
    new_membership uuid, at timestamptz)
  RETURNS TABLE (outcome text, holder uuid, member_of uuid, held_role text, held_locale text)
  LANGUAGE plpgsql ${definer} AS $$
DECLARE
  found_one invitation%ROWTYPE;
BEGIN
  SELECT i.* INTO found_one FROM invitation i WHERE i.token_hash = hash AND i.accepted_at IS NULL AND i.revoked_at IS NULL
     AND i.expires_at > at FOR UPDATE;
  outcome := 'invalid';
  IF NOT FOUND THEN RETURN NEXT; RETURN; END IF;
  IF EXISTS (SELECT 1 FROM organisation o WHERE o.id = found_one.organisation_id AND o.status = 'suspended') THEN
    outcome := 'suspended'; RETURN NEXT; RETURN;
  END IF;
  IF known_account IS NULL THEN
    INSERT INTO user_account (id, email, name, password_hash, created_at)
      VALUES (new_account, found_one.email, person, new_password_hash, at) ON CONFLICT DO NOTHING;
  END IF;
  SELECT a.id, a.locale INTO holder, held_locale FROM user_account a WHERE a.email = found_one.email;
  -- The account came or went between the look-up and now: its password has not been proved.
  IF holder IS DISTINCT FROM coalesce(known_account, new_account) THEN RETURN NEXT; RETURN; END IF;
  INSERT INTO membership (id, user_id, organisation_id, role, chains, regions, created_at)
    VALUES (new_membership, holder, found_one.organisation_id, found_one.role, found_one.chains, found_one.regions, at)
    ON CONFLICT DO NOTHING;
  outcome := CASE WHEN FOUND THEN 'accepted' ELSE 'member' END;
  member_of := found_one.organisation_id;
  held_role := found_one.role;
  UPDATE invitation i SET accepted_at = at WHERE i.id = found_one.id;
  RETURN NEXT;
END $$;
${forApp('gonglian.invitation_lookup(text, timestamptz)')}
${forApp('gonglian.accept_invitation(text, uuid, uuid, text, text, uuid, timestamptz)')}
`;
