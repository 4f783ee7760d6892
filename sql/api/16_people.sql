-- People: what a person may do (kept with the person, so that the door needs one row), PINs, locks.

-- ---------------------------------------------------------------- permissions, kept in step by triggers

CREATE FUNCTION private.gather_permissions(p_organization_id bigint, p_user_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE users u
       SET permissions = coalesce((SELECT array_agg(DISTINCT rp.permission ORDER BY rp.permission)
                                     FROM user_roles ur
                                     JOIN role_permissions rp ON rp.organization_id = ur.organization_id
                                         AND rp.role_id = ur.role_id
                                    WHERE ur.organization_id = u.organization_id AND ur.user_id = u.id), '{}')
     WHERE u.organization_id = p_organization_id AND u.id = p_user_id;
END
$$;

CREATE FUNCTION private.on_user_roles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM private.gather_permissions(OLD.organization_id, OLD.user_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM private.gather_permissions(NEW.organization_id, NEW.user_id);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER permissions_in_step AFTER INSERT OR UPDATE OR DELETE ON user_roles FOR EACH ROW
    EXECUTE FUNCTION private.on_user_roles();

CREATE FUNCTION private.on_role_permissions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM private.gather_permissions(ur.organization_id, ur.user_id)
       FROM user_roles ur
      WHERE (TG_OP <> 'INSERT' AND ur.organization_id = OLD.organization_id AND ur.role_id = OLD.role_id)
         OR (TG_OP <> 'DELETE' AND ur.organization_id = NEW.organization_id AND ur.role_id = NEW.role_id);
    RETURN NULL;
END
$$;

CREATE TRIGGER permissions_in_step AFTER INSERT OR UPDATE OR DELETE ON role_permissions FOR EACH ROW
    EXECUTE FUNCTION private.on_role_permissions();

-- ---------------------------------------------------------------- making and changing people

-- What is kept of a PIN of 4 to 12 digits.
CREATE FUNCTION private.pin_hash(p_pin text, p_field text) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_pin IS NULL OR p_pin !~ '^[0-9]{4,12}$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_PIN', p_field, 'A PIN has 4 to 12 digits.');
    END IF;
    RETURN extensions.crypt(p_pin, extensions.gen_salt('bf', 8));
END
$$;

-- A PIN as one of the arguments of an operation: a repeat must be told from another PIN, but a plain hash of so few
-- digits would be the PIN itself. Slow, and salted with the operation.
CREATE FUNCTION private.pin_argument(p_pin text, p_op_id uuid) RETURNS text
    LANGUAGE sql
    AS $$ SELECT coalesce(extensions.crypt(p_pin, '$2a$08$' || left(replace(p_op_id::text, '-', ''), 22)), '') $$;

-- Refuse a name or badge by which somebody else could sign on.
CREATE FUNCTION private.check_user_free(p_organization_id bigint, p_text text, p_field text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM users u
                WHERE u.organization_id = p_organization_id
                    AND lower(p_text) IN (lower(u.user_name), lower(u.badge))) THEN
        PERFORM private.fail('DUPLICATE', 'USER_EXISTS', p_field, format('Somebody already signs on as %s.', p_text),
                             'Choose another.');
    END IF;
END
$$;

-- Create a person with roles that exist. Returns the id.
CREATE FUNCTION private.create_user(p_organization_id bigint, p_user text, p_roles text[], p_badge text,
                                    p_display_name text,
                                    p_new_pin text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_name    text := private.words(p_user, 'user', 64);
    v_badge   text := private.words_or_null(p_badge, 'badge', 64);
    v_display text := coalesce(private.words_or_null(p_display_name, 'display_name', 64), v_name);
    v_role    text;
    v_id      bigint;
BEGIN
    IF coalesce(cardinality(p_roles), 0) = 0 THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'roles', 'A person needs a role.');
    END IF;
    PERFORM private.check_user_free(p_organization_id, v_name, 'user');
    IF v_badge IS NOT NULL AND lower(v_badge) <> lower(v_name) THEN
        PERFORM private.check_user_free(p_organization_id, v_badge, 'badge');
    END IF;
    INSERT INTO users (organization_id, user_name, display_name, badge, pin_hash)
    VALUES (p_organization_id, v_name, v_display, v_badge, private.pin_hash(p_new_pin, 'new_pin'))
    RETURNING id INTO v_id;
    FOREACH v_role IN ARRAY p_roles LOOP
        v_role := private.words(v_role, 'roles', 64);
        INSERT INTO user_roles (organization_id, user_id, role_id)
        SELECT r.organization_id, v_id, r.id FROM roles r WHERE r.organization_id = p_organization_id
            AND r.name = v_role
        ON CONFLICT DO NOTHING;
        IF NOT FOUND AND NOT EXISTS (SELECT FROM roles r WHERE r.organization_id = p_organization_id
                                     AND r.name = v_role) THEN
            PERFORM private.fail('NOT_FOUND', 'UNKNOWN_ROLE', 'roles', format('There is no role %s.', v_role));
        END IF;
    END LOOP;
    RETURN v_id;
END
$$;

-- End what a person has open.
CREATE FUNCTION private.end_sessions(p_organization_id bigint, p_user_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE sessions s SET signed_off_at = now()
     WHERE s.organization_id = p_organization_id AND s.user_id = p_user_id AND s.signed_off_at IS NULL;
END
$$;

-- A person as the answer of a write.
CREATE FUNCTION private.user_result(p_organization_id bigint, p_user_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object('user', u.user_name, 'roles', private.roles_of(u.organization_id, u.id), 'badge', u.badge,
                              'locked', u.is_locked)
      FROM users u WHERE u.organization_id = p_organization_id AND u.id = p_user_id
    $$;

-- The person of that name or badge, locked for a change, or NOT_FOUND.
CREATE FUNCTION private.user_id(p_ctx private.context, p_user text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_name text := private.words(p_user, 'user', 64);
    v_user users := private.find_user(p_ctx.organization_id, v_name);
BEGIN
    IF v_user.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_USER', 'user', format('There is nobody called %s.', v_name));
    END IF;
    PERFORM FROM users u WHERE u.organization_id = v_user.organization_id AND u.id = v_user.id FOR NO KEY UPDATE;
    RETURN v_user.id;
END
$$;

CREATE FUNCTION api.user_add(p_token text, p_op_id uuid, p_user text, p_roles text[], p_badge text, p_display_name text,
                             p_new_pin text)
    RETURNS TABLE ("user" text, roles text, badge text, locked boolean, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context := private.enter(p_token, 'admin');
    v_result jsonb := private.claim(v_ctx, p_op_id, 'user_add',
                                              jsonb_build_array(p_user, p_roles, p_badge, p_display_name,
                                                                private.pin_argument(p_new_pin, p_op_id))::text);
    v_old    boolean := v_result IS NOT NULL;
    v_id     bigint;
BEGIN
    IF NOT v_old THEN
        v_id := private.create_user(v_ctx.organization_id, p_user, p_roles, p_badge, p_display_name, p_new_pin);
        v_result := private.user_result(v_ctx.organization_id, v_id);
        PERFORM private.audit(v_ctx, 'user.add', v_result->>'user', jsonb_build_object('roles', v_result->>'roles'));
        PERFORM private.settle(v_ctx, p_op_id, v_result);
    END IF;
    RETURN QUERY SELECT v_result->>'user', v_result->>'roles', v_result->>'badge', (v_result->>'locked')::boolean,
        v_old;
END
$$;

-- A new PIN. Whoever is signed on with the old one is signed off, and a lock after wrong PINs ends.
CREATE FUNCTION api.user_pin(p_token text, p_op_id uuid, p_user text, p_new_pin text)
    RETURNS TABLE ("user" text, roles text, badge text, locked boolean, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context := private.enter(p_token, 'admin');
    v_result jsonb := private.claim(v_ctx, p_op_id, 'user_pin',
                                              jsonb_build_array(p_user,
                                                                private.pin_argument(p_new_pin, p_op_id))::text);
    v_old    boolean := v_result IS NOT NULL;
    v_id     bigint;
BEGIN
    IF NOT v_old THEN
        v_id := private.user_id(v_ctx, p_user);
        UPDATE users u SET pin_hash = private.pin_hash(p_new_pin, 'new_pin')
         WHERE u.organization_id = v_ctx.organization_id AND u.id = v_id;
        DELETE FROM sign_on_counters c
         WHERE c.organization_id = v_ctx.organization_id AND c.subject_kind = 'user' AND c.subject_id = v_id;
        IF v_id <> v_ctx.user_id THEN
            PERFORM private.end_sessions(v_ctx.organization_id, v_id);
        END IF;
        v_result := private.user_result(v_ctx.organization_id, v_id);
        PERFORM private.audit(v_ctx, 'user.pin', v_result->>'user');
        PERFORM private.settle(v_ctx, p_op_id, v_result);
    END IF;
    RETURN QUERY SELECT v_result->>'user', v_result->>'roles', v_result->>'badge', (v_result->>'locked')::boolean,
        v_old;
END
$$;

-- Lock somebody out, everywhere and at once; p_unlock takes it off again, and a lock after wrong PINs with it.
CREATE FUNCTION api.user_lock(p_token text, p_op_id uuid, p_user text, p_unlock boolean)
    RETURNS TABLE ("user" text, roles text, badge text, locked boolean, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context := private.enter(p_token, 'admin');
    v_unlock boolean := coalesce(p_unlock, false);
    v_result jsonb := private.claim(v_ctx, p_op_id, 'user_lock', jsonb_build_array(p_user, v_unlock)::text);
    v_old    boolean := v_result IS NOT NULL;
    v_id     bigint;
BEGIN
    IF NOT v_old THEN
        v_id := private.user_id(v_ctx, p_user);
        IF v_id = v_ctx.user_id AND NOT v_unlock THEN
            PERFORM private.fail('VALIDATION', 'YOURSELF', 'user', 'You cannot lock yourself.',
                                 'Ask another administrator.');
        END IF;
        UPDATE users u SET is_locked = NOT v_unlock WHERE u.organization_id = v_ctx.organization_id AND u.id = v_id;
        IF v_unlock THEN
            DELETE FROM sign_on_counters c
             WHERE c.organization_id = v_ctx.organization_id AND c.subject_kind = 'user' AND c.subject_id = v_id;
        ELSE
            PERFORM private.end_sessions(v_ctx.organization_id, v_id);
        END IF;
        v_result := private.user_result(v_ctx.organization_id, v_id);
        PERFORM private.audit(v_ctx, CASE WHEN v_unlock THEN 'user.unlock' ELSE 'user.lock' END, v_result->>'user');
        PERFORM private.settle(v_ctx, p_op_id, v_result);
    END IF;
    RETURN QUERY SELECT v_result->>'user', v_result->>'roles', v_result->>'badge', (v_result->>'locked')::boolean,
        v_old;
END
$$;

CREATE FUNCTION api.user_list(p_token text)
    RETURNS TABLE ("user" text, display_name text, roles text, badge text, locked boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context := private.enter(p_token, 'admin');
BEGIN
    RETURN QUERY
    SELECT u.user_name, u.display_name, private.roles_of(u.organization_id, u.id), u.badge,
           u.is_locked OR coalesce(c.locked_until > now(), false)
      FROM users u
      LEFT JOIN sign_on_counters c ON c.organization_id = u.organization_id AND c.subject_kind = 'user'
          AND c.subject_id = u.id
     WHERE u.organization_id = v_ctx.organization_id
     ORDER BY lower(u.user_name);
END
$$;
