--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: access; Type: SCHEMA; Schema: -; Owner: muniment_access
--

CREATE SCHEMA access;

ALTER SCHEMA access OWNER TO muniment_access;

--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: muniment_owner
--

CREATE SCHEMA auth;

ALTER SCHEMA auth OWNER TO muniment_owner;

--
-- Name: migrations; Type: SCHEMA; Schema: -; Owner: muniment_owner
--

CREATE SCHEMA migrations;

ALTER SCHEMA migrations OWNER TO muniment_owner;

--
-- Name: natural_order; Type: COLLATION; Schema: public; Owner: muniment_owner
--

CREATE COLLATION public.natural_order (provider = icu, locale = 'und-u-kn');

ALTER COLLATION public.natural_order OWNER TO muniment_owner;

--
-- Name: pg_trgm; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

--
-- Name: EXTENSION pg_trgm; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

--
-- Name: vector; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

--
-- Name: EXTENSION vector; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

--
-- Name: announce_job(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.announce_job() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin perform pg_notify('jobs', ''); return null; end $$;

ALTER FUNCTION access.announce_job() OWNER TO muniment_owner;

--
-- Name: holds(text); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.holds(permission text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $_$
      begin
        return exists (
          select from public.members m join public.role_permissions rp on rp.role_key = m.role_key
          where m.id = access.member_id() and m.organization_id = access.organization_id() and rp.permission = $1
        );
      end
    $_$;

ALTER FUNCTION access.holds(permission text) OWNER TO muniment_access;

--
-- Name: is_operator(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.is_operator() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
      begin
        return exists (
          select from auth.users u
          where u.id = nullif(current_setting('app.operator', true), '')::uuid and u.operator and u.suspended_at is null
        );
      end
    $$;

ALTER FUNCTION access.is_operator() OWNER TO muniment_access;

--
-- Name: last_positions(uuid[]); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.last_positions(rooms uuid[]) RETURNS TABLE(room_id uuid, "position" bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query
          select r.id, coalesce((select max(e.position) from public.events e where e.room_id = r.id and e.published), 0)
          from unnest(rooms) r(id);
      end
    $$;

ALTER FUNCTION access.last_positions(rooms uuid[]) OWNER TO muniment_access;

--
-- Name: mail_is_set(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.mail_is_set() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin return exists (select from public.settings s where s.name = 'mail'); end
    $$;

ALTER FUNCTION access.mail_is_set() OWNER TO muniment_access;

--
-- Name: member_id(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.member_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.actor'::text, true), ''::text))::uuid;

ALTER FUNCTION access.member_id() OWNER TO muniment_owner;

--
-- Name: memberships(uuid); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.memberships(person uuid) RETURNS TABLE(member_id uuid, organization_id uuid, organization_name text, role_key text, permissions text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
      begin
        return query
          select m.id, m.organization_id, o.name, m.role_key,
            array(select rp.permission from public.role_permissions rp where rp.role_key = m.role_key order by 1)
          from public.members m
          join public.organizations o on o.id = m.organization_id
          join auth.users u on u.id = m.user_id
          where m.user_id = person and m.suspended_at is null and u.suspended_at is null
          order by o.name, o.id;
      end
    $$;

ALTER FUNCTION access.memberships(person uuid) OWNER TO muniment_access;

--
-- Name: organization_id(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.organization_id() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'auth'
    AS $$
      begin
        return (
          select m.organization_id from public.members m join auth.users u on u.id = m.user_id
          where m.id = access.member_id() and m.user_id = access.person_id()
            and m.suspended_at is null and u.suspended_at is null
        );
      end
    $$;

ALTER FUNCTION access.organization_id() OWNER TO muniment_access;

--
-- Name: person_id(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.person_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NULLIF(current_setting('app.person'::text, true), ''::text))::uuid;

ALTER FUNCTION access.person_id() OWNER TO muniment_owner;

--
-- Name: place_in_scope(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.place_in_scope() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      declare place record;
      declare above uuid;
      begin
        if tg_table_name = 'folders' then above := new.parent_id; else above := new.folder_id; end if;
        if above is null then
          select r.organization_id, r.scope_id, 0::smallint as depth into place from public.rooms r where r.id = new.room_id for share;
        else
          select f.organization_id, f.scope_id, f.depth into place
          from public.folders f where f.id = above and f.room_id = new.room_id for share;
        end if;
        if not found or place.organization_id <> new.organization_id then
          raise exception 'there is no such place' using errcode = 'foreign_key_violation';
        end if;
        new.scope_id := place.scope_id;
        if tg_table_name = 'folders' then new.depth := place.depth + 1; end if;
        return new;
      end
    $$;

ALTER FUNCTION access.place_in_scope() OWNER TO muniment_access;

--
-- Name: publish_event(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.publish_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        insert into public.outbox (consumer, position) values ('realtime', new.position);
        perform pg_notify('outbox', 'realtime');
        return null;
      end $$;

ALTER FUNCTION access.publish_event() OWNER TO muniment_access;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: access; Owner: muniment_owner
--

CREATE FUNCTION access.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
      begin raise exception 'events are append-only' using errcode = 'insufficient_privilege'; end $$;

ALTER FUNCTION access.refuse_change() OWNER TO muniment_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: events; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.events (
    "position" bigint NOT NULL,
    organization_id uuid,
    type text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_member_id uuid,
    actor_user_id uuid,
    actor_system text,
    scope_id uuid,
    room_id uuid,
    folder_id uuid,
    document_id uuid,
    version_id uuid,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    request_id text,
    published boolean NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT events_check CHECK ((num_nonnulls(actor_user_id, actor_system) = 1)),
    CONSTRAINT events_data_check CHECK ((pg_column_size(data) <= 16384)),
    CONSTRAINT events_type_check CHECK ((length(type) <= 100))
);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;

ALTER TABLE public.events OWNER TO muniment_owner;

--
-- Name: TABLE events; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.events IS 'the audit: append-only by privilege and trigger';

--
-- Name: take_outbox(text, integer); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.take_outbox(for_consumer text, most integer) RETURNS SETOF public.events
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      begin
        return query
          with taken as (
            delete from public.outbox o where (o.consumer, o.position) in (
              select i.consumer, i.position from public.outbox i where i.consumer = for_consumer
              order by i.position limit most for update skip locked)
            returning o.position
          )
          select e.* from public.events e join taken t on t.position = e.position order by e.position;
      end
    $$;

ALTER FUNCTION access.take_outbox(for_consumer text, most integer) OWNER TO muniment_access;

--
-- Name: visible_scopes(); Type: FUNCTION; Schema: access; Owner: muniment_access
--

CREATE FUNCTION access.visible_scopes() RETURNS TABLE(scope_id uuid, level smallint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
      declare organization uuid := access.organization_id();
      begin
        if access.holds('content.all') then
          return query select s.id, 4::smallint from public.scopes s where s.organization_id = organization;
        else
          return query
            select g.scope_id, max(g.level)::smallint from public.grants g
            where g.organization_id = organization and (g.member_id is null or g.member_id = access.member_id())
            group by g.scope_id
            having min(g.level) > 0;
        end if;
      end
    $$;

ALTER FUNCTION access.visible_scopes() OWNER TO muniment_access;

--
-- Name: announce_ended_session(); Type: FUNCTION; Schema: auth; Owner: muniment_owner
--

CREATE FUNCTION auth.announce_ended_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    begin
      perform pg_notify('session_ended', old.id::text);
      return null;
    end $$;

ALTER FUNCTION auth.announce_ended_session() OWNER TO muniment_owner;

--
-- Name: accounts; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.accounts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    account_id text NOT NULL,
    provider_id text NOT NULL,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamp with time zone,
    refresh_token_expires_at timestamp with time zone,
    scope text,
    password text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY auth.accounts FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.accounts OWNER TO muniment_owner;

--
-- Name: sessions; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    token text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ip_address text,
    user_agent text,
    confirmed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    provider text
);

ALTER TABLE ONLY auth.sessions FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.sessions OWNER TO muniment_owner;

--
-- Name: COLUMN sessions.provider; Type: COMMENT; Schema: auth; Owner: muniment_owner
--

COMMENT ON COLUMN auth.sessions.provider IS 'the sign-in provider that this session came by; null for a password';

--
-- Name: users; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_verified boolean DEFAULT false NOT NULL,
    image text,
    operator boolean DEFAULT false NOT NULL,
    suspended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_email_check CHECK (((length(email) <= 254) AND (email = lower(email)))),
    CONSTRAINT users_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

ALTER TABLE ONLY auth.users FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.users OWNER TO muniment_owner;

--
-- Name: verifications; Type: TABLE; Schema: auth; Owner: muniment_owner
--

CREATE TABLE auth.verifications (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    identifier text NOT NULL,
    value text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY auth.verifications FORCE ROW LEVEL SECURITY;

ALTER TABLE auth.verifications OWNER TO muniment_owner;

--
-- Name: migrations; Type: TABLE; Schema: migrations; Owner: muniment_owner
--

CREATE TABLE migrations.migrations (
    id integer NOT NULL,
    name character varying(255),
    batch integer,
    migration_time timestamp with time zone
);

ALTER TABLE migrations.migrations OWNER TO muniment_owner;

--
-- Name: migrations_id_seq; Type: SEQUENCE; Schema: migrations; Owner: muniment_owner
--

CREATE SEQUENCE migrations.migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE migrations.migrations_id_seq OWNER TO muniment_owner;

--
-- Name: migrations_id_seq; Type: SEQUENCE OWNED BY; Schema: migrations; Owner: muniment_owner
--

ALTER SEQUENCE migrations.migrations_id_seq OWNED BY migrations.migrations.id;

--
-- Name: migrations_lock; Type: TABLE; Schema: migrations; Owner: muniment_owner
--

CREATE TABLE migrations.migrations_lock (
    index integer NOT NULL,
    is_locked integer
);

ALTER TABLE migrations.migrations_lock OWNER TO muniment_owner;

--
-- Name: migrations_lock_index_seq; Type: SEQUENCE; Schema: migrations; Owner: muniment_owner
--

CREATE SEQUENCE migrations.migrations_lock_index_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE migrations.migrations_lock_index_seq OWNER TO muniment_owner;

--
-- Name: migrations_lock_index_seq; Type: SEQUENCE OWNED BY; Schema: migrations; Owner: muniment_owner
--

ALTER SEQUENCE migrations.migrations_lock_index_seq OWNED BY migrations.migrations_lock.index;

--
-- Name: appliance_status; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.appliance_status (
    name text NOT NULL,
    state jsonb NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.appliance_status FORCE ROW LEVEL SECURITY;

ALTER TABLE public.appliance_status OWNER TO muniment_owner;

--
-- Name: documents; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.documents (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    room_id uuid NOT NULL,
    folder_id uuid,
    scope_id uuid NOT NULL,
    name text NOT NULL,
    current_version_id uuid NOT NULL,
    size bigint NOT NULL,
    created_by uuid,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp(3) with time zone DEFAULT now() NOT NULL,
    CONSTRAINT documents_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    CONSTRAINT documents_size_check CHECK ((size >= 0))
);

ALTER TABLE ONLY public.documents FORCE ROW LEVEL SECURITY;

ALTER TABLE public.documents OWNER TO muniment_owner;

--
-- Name: COLUMN documents.size; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.documents.size IS 'bytes of the current version, kept here so that a folder can be sorted by it';

--
-- Name: events_position_seq; Type: SEQUENCE; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.events ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: folders; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.folders (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    room_id uuid NOT NULL,
    parent_id uuid,
    scope_id uuid NOT NULL,
    depth smallint NOT NULL,
    name text NOT NULL,
    created_by uuid,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT folders_depth_check CHECK (((depth >= 1) AND (depth <= 32))),
    CONSTRAINT folders_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.folders FORCE ROW LEVEL SECURITY;

ALTER TABLE public.folders OWNER TO muniment_owner;

--
-- Name: grants; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.grants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    member_id uuid,
    level smallint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT grants_level_check CHECK (((level >= 0) AND (level <= 4)))
);

ALTER TABLE ONLY public.grants FORCE ROW LEVEL SECURITY;

ALTER TABLE public.grants OWNER TO muniment_owner;

--
-- Name: COLUMN grants.member_id; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.grants.member_id IS 'null: everyone in the organization';

--
-- Name: jobs; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.jobs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid,
    name text NOT NULL,
    key text NOT NULL,
    payload jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT jobs_key_check CHECK ((length(key) <= 200)),
    CONSTRAINT jobs_last_error_check CHECK ((length(last_error) <= 2000)),
    CONSTRAINT jobs_name_check CHECK ((length(name) <= 100)),
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'active'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.jobs FORCE ROW LEVEL SECURITY;

ALTER TABLE public.jobs OWNER TO muniment_owner;

--
-- Name: TABLE jobs; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON TABLE public.jobs IS 'work that is owed: a row goes when it is done, and stays with its reason when it failed for good';

--
-- Name: links; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.links (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    organization_id uuid,
    email text,
    role_key text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT links_check CHECK (((purpose <> 'invitation'::text) OR ((organization_id IS NOT NULL) AND (email IS NOT NULL) AND (role_key IS NOT NULL)))),
    CONSTRAINT links_check1 CHECK (((purpose <> 'recovery'::text) OR (email IS NOT NULL))),
    CONSTRAINT links_email_check CHECK (((length(email) <= 254) AND (email = lower(email)))),
    CONSTRAINT links_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'invitation'::text, 'recovery'::text, 'verification'::text]))),
    CONSTRAINT links_token_hash_check CHECK ((length(token_hash) = 32)),
    CONSTRAINT links_verification_check CHECK (((purpose <> 'verification'::text) OR (email IS NOT NULL)))
);

ALTER TABLE ONLY public.links FORCE ROW LEVEL SECURITY;

ALTER TABLE public.links OWNER TO muniment_owner;

--
-- Name: mails; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.mails (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid,
    template text NOT NULL,
    address text NOT NULL,
    sealed text,
    state text DEFAULT 'waiting'::text NOT NULL,
    answer text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT mails_address_check CHECK ((length(address) <= 254)),
    CONSTRAINT mails_answer_check CHECK ((length(answer) <= 2000)),
    CONSTRAINT mails_sealed_check CHECK ((length(sealed) <= 16384)),
    CONSTRAINT mails_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text]))),
    CONSTRAINT mails_template_check CHECK ((template = ANY (ARRAY['invitation'::text, 'recovery'::text, 'verification'::text, 'test'::text])))
);

ALTER TABLE ONLY public.mails FORCE ROW LEVEL SECURITY;

ALTER TABLE public.mails OWNER TO muniment_owner;

--
-- Name: COLUMN mails.sealed; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.mails.sealed IS 'what the template is filled with, one-time links included; gone once it is sent';

--
-- Name: COLUMN mails.answer; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.mails.answer IS 'what the mail server said last, or why it was not reached';

--
-- Name: members; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.members (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_key text NOT NULL,
    suspended_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.members FORCE ROW LEVEL SECURITY;

ALTER TABLE public.members OWNER TO muniment_owner;

--
-- Name: organizations; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.organizations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    demo boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.organizations FORCE ROW LEVEL SECURITY;

ALTER TABLE public.organizations OWNER TO muniment_owner;

--
-- Name: COLUMN organizations.demo; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.organizations.demo IS 'made by the installer for trying out; whoever sets the appliance up joins it';

--
-- Name: outbox; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.outbox (
    consumer text NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT outbox_consumer_check CHECK ((consumer = 'realtime'::text))
);

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

ALTER TABLE public.outbox OWNER TO muniment_owner;

--
-- Name: permissions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.permissions (
    name text NOT NULL,
    description text NOT NULL
);

ALTER TABLE ONLY public.permissions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.permissions OWNER TO muniment_owner;

--
-- Name: role_permissions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.role_permissions (
    role_key text NOT NULL,
    permission text NOT NULL
);

ALTER TABLE ONLY public.role_permissions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.role_permissions OWNER TO muniment_owner;

--
-- Name: roles; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.roles (
    key text NOT NULL,
    name text NOT NULL
);

ALTER TABLE ONLY public.roles FORCE ROW LEVEL SECURITY;

ALTER TABLE public.roles OWNER TO muniment_owner;

--
-- Name: rooms; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.rooms (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    created_by uuid,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT rooms_description_check CHECK ((length(description) <= 2000)),
    CONSTRAINT rooms_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
);

ALTER TABLE ONLY public.rooms FORCE ROW LEVEL SECURITY;

ALTER TABLE public.rooms OWNER TO muniment_owner;

--
-- Name: scopes; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.scopes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.scopes FORCE ROW LEVEL SECURITY;

ALTER TABLE public.scopes OWNER TO muniment_owner;

--
-- Name: settings; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.settings (
    name text NOT NULL,
    value jsonb NOT NULL,
    secret text,
    has_secret boolean GENERATED ALWAYS AS ((secret IS NOT NULL)) STORED,
    revision integer DEFAULT 1 NOT NULL,
    updated_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT settings_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT settings_secret_check CHECK ((length(secret) <= 8192)),
    CONSTRAINT settings_value_check CHECK ((pg_column_size(value) <= 16384))
);

ALTER TABLE ONLY public.settings FORCE ROW LEVEL SECURITY;

ALTER TABLE public.settings OWNER TO muniment_owner;

--
-- Name: COLUMN settings.secret; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.settings.secret IS 'sealed; written by the operator, read only by the process that needs it';

--
-- Name: upload_parts; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.upload_parts (
    upload_id uuid NOT NULL,
    number integer NOT NULL,
    etag text NOT NULL,
    size bigint NOT NULL,
    CONSTRAINT upload_parts_number_check CHECK (((number >= 1) AND (number <= 10000))),
    CONSTRAINT upload_parts_size_check CHECK ((size > 0))
);

ALTER TABLE ONLY public.upload_parts FORCE ROW LEVEL SECURITY;

ALTER TABLE public.upload_parts OWNER TO muniment_owner;

--
-- Name: uploads; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.uploads (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    room_id uuid NOT NULL,
    folder_id uuid,
    name text NOT NULL,
    media_type text,
    size bigint,
    received bigint DEFAULT 0 NOT NULL,
    multipart_id text,
    tail bytea DEFAULT '\x'::bytea NOT NULL,
    lease_holder uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    document_id uuid,
    version_id uuid,
    CONSTRAINT uploads_check CHECK ((received <= size)),
    CONSTRAINT uploads_check1 CHECK (((document_id IS NULL) = (version_id IS NULL))),
    CONSTRAINT uploads_media_type_check CHECK ((length(media_type) <= 255)),
    CONSTRAINT uploads_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    CONSTRAINT uploads_received_check CHECK ((received >= 0)),
    CONSTRAINT uploads_size_check CHECK ((size >= 0)),
    CONSTRAINT uploads_tail_check CHECK ((length(tail) <= 16777216))
);
ALTER TABLE ONLY public.uploads ALTER COLUMN tail SET STORAGE EXTERNAL;

ALTER TABLE ONLY public.uploads FORCE ROW LEVEL SECURITY;

ALTER TABLE public.uploads OWNER TO muniment_owner;

--
-- Name: COLUMN uploads.tail; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.uploads.tail IS 'bytes that are acknowledged but too few for a part of their own';

--
-- Name: versions; Type: TABLE; Schema: public; Owner: muniment_owner
--

CREATE TABLE public.versions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    organization_id uuid NOT NULL,
    document_id uuid NOT NULL,
    number integer NOT NULL,
    state text DEFAULT 'scanning'::text NOT NULL,
    reason_code text,
    reason_message text,
    size bigint NOT NULL,
    sha256 bytea,
    media_type text,
    etag text NOT NULL,
    signatures text,
    uploaded_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    scanned_at timestamp with time zone,
    CONSTRAINT versions_check CHECK (((state <> 'available'::text) OR ((sha256 IS NOT NULL) AND (scanned_at IS NOT NULL)))),
    CONSTRAINT versions_media_type_check CHECK ((length(media_type) <= 255)),
    CONSTRAINT versions_number_check CHECK ((number >= 1)),
    CONSTRAINT versions_reason_message_check CHECK ((length(reason_message) <= 1000)),
    CONSTRAINT versions_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT versions_size_check CHECK ((size >= 0)),
    CONSTRAINT versions_state_check CHECK ((state = ANY (ARRAY['scanning'::text, 'available'::text, 'infected'::text, 'held'::text])))
);

ALTER TABLE ONLY public.versions FORCE ROW LEVEL SECURITY;

ALTER TABLE public.versions OWNER TO muniment_owner;

--
-- Name: COLUMN versions.etag; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.versions.etag IS 'of the object in quarantine as it was acknowledged; what is scanned and copied must match it';

--
-- Name: COLUMN versions.signatures; Type: COMMENT; Schema: public; Owner: muniment_owner
--

COMMENT ON COLUMN public.versions.signatures IS 'kind and date of the signatures that decided';

--
-- Name: migrations id; Type: DEFAULT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations ALTER COLUMN id SET DEFAULT nextval('migrations.migrations_id_seq'::regclass);

--
-- Name: migrations_lock index; Type: DEFAULT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations_lock ALTER COLUMN index SET DEFAULT nextval('migrations.migrations_lock_index_seq'::regclass);

--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

--
-- Name: accounts accounts_provider_id_account_id_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.accounts
    ADD CONSTRAINT accounts_provider_id_account_id_key UNIQUE (provider_id, account_id);

--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

--
-- Name: sessions sessions_token_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_token_key UNIQUE (token);

--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_email_key UNIQUE (email);

--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

--
-- Name: verifications verifications_pkey; Type: CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (id);

--
-- Name: migrations_lock migrations_lock_pkey; Type: CONSTRAINT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations_lock
    ADD CONSTRAINT migrations_lock_pkey PRIMARY KEY (index);

--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: migrations; Owner: muniment_owner
--

ALTER TABLE ONLY migrations.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (id);

--
-- Name: appliance_status appliance_status_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.appliance_status
    ADD CONSTRAINT appliance_status_pkey PRIMARY KEY (name);

--
-- Name: documents documents_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: documents documents_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (id);

--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY ("position");

--
-- Name: folders folders_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: folders folders_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_pkey PRIMARY KEY (id);

--
-- Name: grants grants_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (id);

--
-- Name: grants grants_scope_id_member_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_scope_id_member_id_key UNIQUE NULLS NOT DISTINCT (scope_id, member_id);

--
-- Name: jobs jobs_name_key_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_name_key_key UNIQUE (name, key);

--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

--
-- Name: links links_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);

--
-- Name: links links_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_token_hash_key UNIQUE (token_hash);

--
-- Name: mails mails_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);

--
-- Name: members members_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: members members_organization_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_user_id_key UNIQUE (organization_id, user_id);

--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);

--
-- Name: organizations organizations_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);

--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (consumer, "position");

--
-- Name: permissions permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.permissions
    ADD CONSTRAINT permissions_pkey PRIMARY KEY (name);

--
-- Name: role_permissions role_permissions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_pkey PRIMARY KEY (role_key, permission);

--
-- Name: roles roles_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (key);

--
-- Name: rooms rooms_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: rooms rooms_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (id);

--
-- Name: scopes scopes_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: scopes scopes_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_pkey PRIMARY KEY (id);

--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);

--
-- Name: upload_parts upload_parts_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.upload_parts
    ADD CONSTRAINT upload_parts_pkey PRIMARY KEY (upload_id, number);

--
-- Name: uploads uploads_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_pkey PRIMARY KEY (id);

--
-- Name: versions versions_document_id_number_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_document_id_number_key UNIQUE (document_id, number);

--
-- Name: versions versions_organization_id_id_key; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_organization_id_id_key UNIQUE (organization_id, id);

--
-- Name: versions versions_pkey; Type: CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (id);

--
-- Name: accounts_user_id; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX accounts_user_id ON auth.accounts USING btree (user_id);

--
-- Name: sessions_user_id; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX sessions_user_id ON auth.sessions USING btree (user_id);

--
-- Name: verifications_identifier; Type: INDEX; Schema: auth; Owner: muniment_owner
--

CREATE INDEX verifications_identifier ON auth.verifications USING btree (identifier);

--
-- Name: documents_by_change; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_by_change ON public.documents USING btree (room_id, folder_id, updated_at, id);

--
-- Name: documents_by_name; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_by_name ON public.documents USING btree (room_id, folder_id, name COLLATE public.natural_order, id);

--
-- Name: documents_by_size; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_by_size ON public.documents USING btree (room_id, folder_id, size, id);

--
-- Name: documents_scope; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX documents_scope ON public.documents USING btree (scope_id);

--
-- Name: events_document; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_document ON public.events USING btree (document_id, "position") WHERE (document_id IS NOT NULL);

--
-- Name: events_organization; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_organization ON public.events USING btree (organization_id, "position");

--
-- Name: events_room; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX events_room ON public.events USING btree (room_id, "position");

--
-- Name: folders_listed; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX folders_listed ON public.folders USING btree (room_id, parent_id, name COLLATE public.natural_order, id);

--
-- Name: folders_scope; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX folders_scope ON public.folders USING btree (scope_id);

--
-- Name: grants_member; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX grants_member ON public.grants USING btree (organization_id, member_id);

--
-- Name: jobs_due; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX jobs_due ON public.jobs USING btree (state, run_at);

--
-- Name: links_organization_id; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX links_organization_id ON public.links USING btree (organization_id) WHERE (used_at IS NULL);

--
-- Name: mails_created_at; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX mails_created_at ON public.mails USING btree (created_at);

--
-- Name: members_user_id; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX members_user_id ON public.members USING btree (user_id);

--
-- Name: rooms_listed; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX rooms_listed ON public.rooms USING btree (organization_id, name COLLATE public.natural_order, id);

--
-- Name: rooms_scope; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX rooms_scope ON public.rooms USING btree (scope_id);

--
-- Name: uploads_expiry; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX uploads_expiry ON public.uploads USING btree (expires_at);

--
-- Name: uploads_unfinished; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX uploads_unfinished ON public.uploads USING btree (member_id, created_at, id) WHERE (document_id IS NULL);

--
-- Name: versions_unsettled; Type: INDEX; Schema: public; Owner: muniment_owner
--

CREATE INDEX versions_unsettled ON public.versions USING btree (state, created_at) WHERE (state <> 'available'::text);

--
-- Name: sessions announce_ended_session; Type: TRIGGER; Schema: auth; Owner: muniment_owner
--

CREATE TRIGGER announce_ended_session AFTER DELETE ON auth.sessions FOR EACH ROW EXECUTE FUNCTION auth.announce_ended_session();

--
-- Name: jobs announce; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER announce AFTER INSERT OR UPDATE OF state ON public.jobs FOR EACH ROW WHEN ((new.state = 'waiting'::text)) EXECUTE FUNCTION access.announce_job();

--
-- Name: events append_only; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION access.refuse_change();

--
-- Name: events append_only_truncate; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

--
-- Name: documents place_in_scope; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER place_in_scope BEFORE INSERT OR UPDATE OF room_id, folder_id, scope_id ON public.documents FOR EACH ROW EXECUTE FUNCTION access.place_in_scope();

--
-- Name: folders place_in_scope; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER place_in_scope BEFORE INSERT OR UPDATE OF room_id, parent_id, scope_id ON public.folders FOR EACH ROW EXECUTE FUNCTION access.place_in_scope();

--
-- Name: events publish; Type: TRIGGER; Schema: public; Owner: muniment_owner
--

CREATE TRIGGER publish AFTER INSERT ON public.events FOR EACH ROW WHEN (new.published) EXECUTE FUNCTION access.publish_event();

--
-- Name: accounts accounts_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.accounts
    ADD CONSTRAINT accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: auth; Owner: muniment_owner
--

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

--
-- Name: documents documents_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id);

--
-- Name: documents documents_organization_id_current_version_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_current_version_id_fkey FOREIGN KEY (organization_id, current_version_id) REFERENCES public.versions(organization_id, id) DEFERRABLE INITIALLY DEFERRED;

--
-- Name: documents documents_organization_id_folder_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_folder_id_fkey FOREIGN KEY (organization_id, folder_id) REFERENCES public.folders(organization_id, id);

--
-- Name: documents documents_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: documents documents_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: events events_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: folders folders_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id);

--
-- Name: folders folders_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: folders folders_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: folders folders_parent_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT folders_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.folders(id);

--
-- Name: grants grants_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id) ON DELETE CASCADE;

--
-- Name: grants grants_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id) ON DELETE CASCADE;

--
-- Name: jobs jobs_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: links links_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.members(id);

--
-- Name: links links_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: links links_role_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_role_key_fkey FOREIGN KEY (role_key) REFERENCES public.roles(key);

--
-- Name: mails mails_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: members members_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: members members_role_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_role_key_fkey FOREIGN KEY (role_key) REFERENCES public.roles(key);

--
-- Name: members members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id);

--
-- Name: outbox outbox_position_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_position_fkey FOREIGN KEY ("position") REFERENCES public.events("position");

--
-- Name: role_permissions role_permissions_permission_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_permission_fkey FOREIGN KEY (permission) REFERENCES public.permissions(name) ON DELETE CASCADE;

--
-- Name: role_permissions role_permissions_role_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.role_permissions
    ADD CONSTRAINT role_permissions_role_key_fkey FOREIGN KEY (role_key) REFERENCES public.roles(key) ON DELETE CASCADE;

--
-- Name: rooms rooms_organization_id_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_created_by_fkey FOREIGN KEY (organization_id, created_by) REFERENCES public.members(organization_id, id);

--
-- Name: rooms rooms_organization_id_scope_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_organization_id_scope_id_fkey FOREIGN KEY (organization_id, scope_id) REFERENCES public.scopes(organization_id, id);

--
-- Name: scopes scopes_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.scopes
    ADD CONSTRAINT scopes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id);

--
-- Name: settings settings_updated_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES auth.users(id) ON DELETE SET NULL;

--
-- Name: upload_parts upload_parts_upload_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.upload_parts
    ADD CONSTRAINT upload_parts_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES public.uploads(id) ON DELETE CASCADE;

--
-- Name: uploads uploads_organization_id_folder_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_organization_id_folder_id_fkey FOREIGN KEY (organization_id, folder_id) REFERENCES public.folders(organization_id, id);

--
-- Name: uploads uploads_organization_id_member_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES public.members(organization_id, id);

--
-- Name: uploads uploads_organization_id_room_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uploads_organization_id_room_id_fkey FOREIGN KEY (organization_id, room_id) REFERENCES public.rooms(organization_id, id);

--
-- Name: versions versions_organization_id_document_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_organization_id_document_id_fkey FOREIGN KEY (organization_id, document_id) REFERENCES public.documents(organization_id, id);

--
-- Name: versions versions_organization_id_uploaded_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: muniment_owner
--

ALTER TABLE ONLY public.versions
    ADD CONSTRAINT versions_organization_id_uploaded_by_fkey FOREIGN KEY (organization_id, uploaded_by) REFERENCES public.members(organization_id, id);

--
-- Name: accounts; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.accounts ENABLE ROW LEVEL SECURITY;

--
-- Name: accounts accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.accounts TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: sessions accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.sessions TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: users accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.users TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: verifications accounts; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY accounts ON auth.verifications TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: users colleagues; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY colleagues ON auth.users FOR SELECT TO muniment_app USING (((id = ( SELECT access.person_id() AS person_id)) OR (EXISTS ( SELECT
   FROM public.members m
  WHERE (m.user_id = users.id)))));

--
-- Name: accounts owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.accounts TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: sessions owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.sessions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: users owner; Type: POLICY; Schema: auth; Owner: muniment_owner
--

CREATE POLICY owner ON auth.users TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: sessions; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;

--
-- Name: verifications; Type: ROW SECURITY; Schema: auth; Owner: muniment_owner
--

ALTER TABLE auth.verifications ENABLE ROW LEVEL SECURITY;

--
-- Name: links accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.links TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: mails accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.mails FOR INSERT TO muniment_auth WITH CHECK (((template = ANY (ARRAY['recovery'::text, 'verification'::text])) AND (state = 'waiting'::text) AND (organization_id IS NULL)));

--
-- Name: members accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.members TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: organizations accounts; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts ON public.organizations TO muniment_auth USING (true) WITH CHECK (true);

--
-- Name: jobs accounts_owe; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts_owe ON public.jobs FOR INSERT TO muniment_auth WITH CHECK (((name = 'mail.send'::text) AND (state = 'waiting'::text) AND (organization_id IS NULL)));

--
-- Name: events accounts_record; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY accounts_record ON public.events FOR INSERT TO muniment_auth WITH CHECK ((actor_system IS NULL));

--
-- Name: appliance_status; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.appliance_status ENABLE ROW LEVEL SECURITY;

--
-- Name: folders create_folder; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY create_folder ON public.folders FOR INSERT TO muniment_app WITH CHECK (((created_by = ( SELECT access.member_id() AS member_id)) AND ( SELECT access.holds('folders.create'::text) AS holds) AND (scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level)
  WHERE (v.level >= 3)))));

--
-- Name: rooms create_room; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY create_room ON public.rooms FOR INSERT TO muniment_app WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (created_by = ( SELECT access.member_id() AS member_id)) AND ( SELECT access.holds('rooms.create'::text) AS holds)));

--
-- Name: documents; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

--
-- Name: documents edit; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY edit ON public.documents FOR UPDATE TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level)
  WHERE (v.level >= 3))));

--
-- Name: folders edit; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY edit ON public.folders FOR UPDATE TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level)
  WHERE (v.level >= 3))));

--
-- Name: rooms edit; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY edit ON public.rooms FOR UPDATE TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level)
  WHERE (v.level >= 4))));

--
-- Name: events; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

--
-- Name: folders; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.folders ENABLE ROW LEVEL SECURITY;

--
-- Name: grants; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.grants ENABLE ROW LEVEL SECURITY;

--
-- Name: links invite; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY invite ON public.links FOR INSERT TO muniment_app WITH CHECK (((purpose = 'invitation'::text) AND (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (created_by = ( SELECT access.member_id() AS member_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)) OR ((created_by IS NULL) AND ( SELECT access.is_operator() AS is_operator)))));

--
-- Name: mails invite; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY invite ON public.mails FOR INSERT TO muniment_app WITH CHECK (((template = 'invitation'::text) AND (state = 'waiting'::text) AND (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)) OR ( SELECT access.is_operator() AS is_operator))));

--
-- Name: jobs; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: links; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.links ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs mail; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY mail ON public.jobs TO muniment_outbound USING ((name ~~ 'mail.%'::text)) WITH CHECK ((name ~~ 'mail.%'::text));

--
-- Name: settings mail; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY mail ON public.settings FOR SELECT TO muniment_outbound USING ((name = 'mail'::text));

--
-- Name: events mail_records; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY mail_records ON public.events FOR INSERT TO muniment_outbound WITH CHECK (((actor_system IS NOT NULL) AND (actor_user_id IS NULL)));

--
-- Name: mails; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.mails ENABLE ROW LEVEL SECURITY;

--
-- Name: members; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;

--
-- Name: settings operator; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator ON public.settings TO muniment_app USING (( SELECT access.is_operator() AS is_operator)) WITH CHECK (( SELECT access.is_operator() AS is_operator));

--
-- Name: organizations operator_creates; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_creates ON public.organizations FOR INSERT TO muniment_app WITH CHECK (( SELECT access.is_operator() AS is_operator));

--
-- Name: jobs operator_owes; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_owes ON public.jobs FOR INSERT TO muniment_app WITH CHECK (((name = 'mail.send'::text) AND (state = 'waiting'::text) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: mails operator_reads; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_reads ON public.mails FOR SELECT TO muniment_app USING (((organization_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: mails operator_tests; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY operator_tests ON public.mails FOR INSERT TO muniment_app WITH CHECK (((template = 'test'::text) AND (state = 'waiting'::text) AND (organization_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)));

--
-- Name: grants organization; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY organization ON public.grants TO muniment_app USING ((organization_id = ( SELECT access.organization_id() AS organization_id))) WITH CHECK ((organization_id = ( SELECT access.organization_id() AS organization_id)));

--
-- Name: scopes organization; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY organization ON public.scopes TO muniment_app USING ((organization_id = ( SELECT access.organization_id() AS organization_id))) WITH CHECK ((organization_id = ( SELECT access.organization_id() AS organization_id)));

--
-- Name: organizations; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: outbox; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs owe; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owe ON public.jobs FOR INSERT TO muniment_app WITH CHECK (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (state = 'waiting'::text)));

--
-- Name: upload_parts own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.upload_parts TO muniment_app USING ((EXISTS ( SELECT
   FROM public.uploads u
  WHERE (u.id = upload_parts.upload_id)))) WITH CHECK ((EXISTS ( SELECT
   FROM public.uploads u
  WHERE (u.id = upload_parts.upload_id))));

--
-- Name: uploads own; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY own ON public.uploads TO muniment_app USING (((member_id = ( SELECT access.member_id() AS member_id)) AND (organization_id = ( SELECT access.organization_id() AS organization_id)))) WITH CHECK (((member_id = ( SELECT access.member_id() AS member_id)) AND (organization_id = ( SELECT access.organization_id() AS organization_id))));

--
-- Name: appliance_status owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.appliance_status FOR SELECT TO muniment_owner USING (true);

--
-- Name: documents owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.documents TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: folders owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.folders TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: grants owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.grants TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: jobs owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.jobs TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: links owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.links TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: members owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.members TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: organizations owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.organizations TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: permissions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.permissions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: role_permissions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.role_permissions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: roles owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.roles TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: rooms owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.rooms TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: scopes owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.scopes TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: versions owner; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner ON public.versions TO muniment_owner USING (true) WITH CHECK (true);

--
-- Name: events owner_records; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY owner_records ON public.events FOR INSERT TO muniment_owner WITH CHECK (true);

--
-- Name: events people_record; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY people_record ON public.events FOR INSERT TO muniment_app WITH CHECK (((actor_system IS NULL) AND (actor_user_id = ( SELECT access.person_id() AS person_id)) AND (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND (actor_member_id = ( SELECT access.member_id() AS member_id))) OR ((actor_member_id IS NULL) AND ( SELECT access.is_operator() AS is_operator)))));

--
-- Name: permissions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: documents pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.documents FOR SELECT TO muniment_worker USING (true);

--
-- Name: upload_parts pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.upload_parts FOR SELECT TO muniment_worker USING (true);

--
-- Name: uploads pipeline; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline ON public.uploads TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: versions pipeline_decides; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline_decides ON public.versions FOR UPDATE TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: versions pipeline_read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY pipeline_read ON public.versions FOR SELECT TO muniment_worker USING (true);

--
-- Name: settings providers; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY providers ON public.settings FOR SELECT TO muniment_auth USING ((name ~~ 'provider:%'::text));

--
-- Name: outbox publisher; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY publisher ON public.outbox TO muniment_owner USING (true);

--
-- Name: appliance_status read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.appliance_status FOR SELECT TO muniment_app USING (true);

--
-- Name: documents read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.documents FOR SELECT TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level))));

--
-- Name: events read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.events FOR SELECT TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level))) OR ( SELECT access.holds('audit.read'::text) AS holds))));

--
-- Name: folders read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.folders FOR SELECT TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level))));

--
-- Name: jobs read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.jobs FOR SELECT TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('jobs.retry'::text) AS holds)));

--
-- Name: links read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.links FOR SELECT TO muniment_app USING (((purpose = 'invitation'::text) AND (organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)));

--
-- Name: members read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.members FOR SELECT TO muniment_app USING ((organization_id = ( SELECT access.organization_id() AS organization_id)));

--
-- Name: organizations read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.organizations FOR SELECT TO muniment_app USING (((id = ( SELECT access.organization_id() AS organization_id)) OR ( SELECT access.is_operator() AS is_operator)));

--
-- Name: permissions read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.permissions FOR SELECT TO muniment_app USING (true);

--
-- Name: role_permissions read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.role_permissions FOR SELECT TO muniment_app USING (true);

--
-- Name: roles read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.roles FOR SELECT TO muniment_app USING (true);

--
-- Name: rooms read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.rooms FOR SELECT TO muniment_app USING ((scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level))));

--
-- Name: versions read; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY read ON public.versions FOR SELECT TO muniment_app USING ((EXISTS ( SELECT
   FROM public.documents d
  WHERE (d.id = versions.document_id))));

--
-- Name: appliance_status report; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY report ON public.appliance_status TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: jobs retry; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY retry ON public.jobs FOR UPDATE TO muniment_app USING (((organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('jobs.retry'::text) AS holds))) WITH CHECK ((state = 'waiting'::text));

--
-- Name: links revoke; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY revoke ON public.links FOR DELETE TO muniment_app USING (((purpose = 'invitation'::text) AND (organization_id = ( SELECT access.organization_id() AS organization_id)) AND ( SELECT access.holds('members.invite'::text) AS holds)));

--
-- Name: role_permissions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.role_permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: roles; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.roles ENABLE ROW LEVEL SECURITY;

--
-- Name: rooms; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.rooms ENABLE ROW LEVEL SECURITY;

--
-- Name: scopes; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.scopes ENABLE ROW LEVEL SECURITY;

--
-- Name: settings; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.settings ENABLE ROW LEVEL SECURITY;

--
-- Name: events system_records; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY system_records ON public.events FOR INSERT TO muniment_worker WITH CHECK (((actor_system IS NOT NULL) AND (actor_user_id IS NULL)));

--
-- Name: documents upload; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY upload ON public.documents FOR INSERT TO muniment_app WITH CHECK (((created_by = ( SELECT access.member_id() AS member_id)) AND ( SELECT access.holds('documents.upload'::text) AS holds) AND (scope_id IN ( SELECT v.scope_id
   FROM access.visible_scopes() v(scope_id, level)
  WHERE (v.level >= 3)))));

--
-- Name: versions upload; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY upload ON public.versions FOR INSERT TO muniment_app WITH CHECK (((uploaded_by = ( SELECT access.member_id() AS member_id)) AND (state = 'scanning'::text) AND (reason_code IS NULL) AND (EXISTS ( SELECT
   FROM public.documents d
  WHERE (d.id = versions.document_id)))));

--
-- Name: upload_parts; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.upload_parts ENABLE ROW LEVEL SECURITY;

--
-- Name: uploads; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.uploads ENABLE ROW LEVEL SECURITY;

--
-- Name: versions; Type: ROW SECURITY; Schema: public; Owner: muniment_owner
--

ALTER TABLE public.versions ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.jobs TO muniment_worker USING (true) WITH CHECK (true);

--
-- Name: mails work; Type: POLICY; Schema: public; Owner: muniment_owner
--

CREATE POLICY work ON public.mails TO muniment_outbound USING (true) WITH CHECK (true);

--
-- Name: SCHEMA access; Type: ACL; Schema: -; Owner: muniment_access
--

GRANT USAGE ON SCHEMA access TO muniment_app;
GRANT USAGE ON SCHEMA access TO muniment_auth;
GRANT USAGE ON SCHEMA access TO muniment_worker;
GRANT ALL ON SCHEMA access TO muniment_owner;

--
-- Name: SCHEMA auth; Type: ACL; Schema: -; Owner: muniment_owner
--

GRANT USAGE ON SCHEMA auth TO muniment_auth;
GRANT USAGE ON SCHEMA auth TO muniment_app;
GRANT USAGE ON SCHEMA auth TO muniment_access;
GRANT USAGE ON SCHEMA auth TO muniment_worker;

--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT USAGE ON SCHEMA public TO muniment_app;
GRANT USAGE ON SCHEMA public TO muniment_auth;
GRANT USAGE ON SCHEMA public TO muniment_access;
GRANT USAGE ON SCHEMA public TO muniment_worker;
GRANT USAGE ON SCHEMA public TO muniment_outbound;
GRANT USAGE ON SCHEMA public TO muniment_backup;

--
-- Name: FUNCTION holds(permission text); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.holds(permission text) FROM PUBLIC;
GRANT ALL ON FUNCTION access.holds(permission text) TO muniment_app;

--
-- Name: FUNCTION is_operator(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.is_operator() FROM PUBLIC;
GRANT ALL ON FUNCTION access.is_operator() TO muniment_app;

--
-- Name: FUNCTION last_positions(rooms uuid[]); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.last_positions(rooms uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.last_positions(rooms uuid[]) TO muniment_server;

--
-- Name: FUNCTION mail_is_set(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.mail_is_set() FROM PUBLIC;
GRANT ALL ON FUNCTION access.mail_is_set() TO muniment_app;
GRANT ALL ON FUNCTION access.mail_is_set() TO muniment_auth;

--
-- Name: FUNCTION memberships(person uuid); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.memberships(person uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION access.memberships(person uuid) TO muniment_app;

--
-- Name: FUNCTION organization_id(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.organization_id() FROM PUBLIC;
GRANT ALL ON FUNCTION access.organization_id() TO muniment_app;

--
-- Name: TABLE events; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.events TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.events TO muniment_app;
GRANT INSERT ON TABLE public.events TO muniment_auth;
GRANT INSERT ON TABLE public.events TO muniment_worker;
GRANT INSERT ON TABLE public.events TO muniment_outbound;

--
-- Name: FUNCTION take_outbox(for_consumer text, most integer); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.take_outbox(for_consumer text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION access.take_outbox(for_consumer text, most integer) TO muniment_server;

--
-- Name: FUNCTION visible_scopes(); Type: ACL; Schema: access; Owner: muniment_access
--

REVOKE ALL ON FUNCTION access.visible_scopes() FROM PUBLIC;
GRANT ALL ON FUNCTION access.visible_scopes() TO muniment_app;

--
-- Name: TABLE accounts; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.accounts TO muniment_auth;

--
-- Name: TABLE sessions; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.sessions TO muniment_auth;

--
-- Name: TABLE users; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.users TO muniment_auth;
GRANT SELECT ON TABLE auth.users TO muniment_access;

--
-- Name: COLUMN users.id; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.name; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(name) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.email; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(email) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.operator; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(operator) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.suspended_at; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(suspended_at) ON TABLE auth.users TO muniment_app;

--
-- Name: COLUMN users.created_at; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT(created_at) ON TABLE auth.users TO muniment_app;

--
-- Name: TABLE verifications; Type: ACL; Schema: auth; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE auth.verifications TO muniment_auth;

--
-- Name: TABLE appliance_status; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.appliance_status TO muniment_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.appliance_status TO muniment_worker;

--
-- Name: TABLE documents; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.documents TO muniment_app;
GRANT SELECT ON TABLE public.documents TO muniment_worker;

--
-- Name: COLUMN documents.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.documents TO muniment_app;

--
-- Name: COLUMN documents.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.documents TO muniment_app;

--
-- Name: TABLE folders; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,UPDATE ON TABLE public.folders TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.folders TO muniment_app;

--
-- Name: COLUMN folders.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.folders TO muniment_app;

--
-- Name: COLUMN folders.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.folders TO muniment_app;

--
-- Name: COLUMN folders.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.folders TO muniment_app;

--
-- Name: TABLE grants; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.grants TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.grants TO muniment_app;

--
-- Name: TABLE jobs; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.jobs TO muniment_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs TO muniment_worker;
GRANT INSERT ON TABLE public.jobs TO muniment_auth;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.jobs TO muniment_outbound;

--
-- Name: COLUMN jobs.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.jobs TO muniment_app;

--
-- Name: COLUMN jobs.attempts; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(attempts) ON TABLE public.jobs TO muniment_app;

--
-- Name: COLUMN jobs.run_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(run_at) ON TABLE public.jobs TO muniment_app;

--
-- Name: COLUMN jobs.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.jobs TO muniment_app;

--
-- Name: TABLE links; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.links TO muniment_auth;
GRANT INSERT,DELETE ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.purpose; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(purpose) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(organization_id) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.email; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(email) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.role_key; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(role_key) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.created_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(created_by) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.created_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(created_at) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.expires_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(expires_at) ON TABLE public.links TO muniment_app;

--
-- Name: COLUMN links.used_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(used_at) ON TABLE public.links TO muniment_auth;
GRANT SELECT(used_at) ON TABLE public.links TO muniment_app;

--
-- Name: TABLE mails; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,DELETE ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE public.mails TO muniment_app;
GRANT INSERT(id) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.organization_id; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(organization_id),INSERT(organization_id) ON TABLE public.mails TO muniment_app;
GRANT INSERT(organization_id) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.template; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(template),INSERT(template) ON TABLE public.mails TO muniment_app;
GRANT INSERT(template) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.address; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(address) ON TABLE public.mails TO muniment_app;
GRANT INSERT(address) ON TABLE public.mails TO muniment_auth;

--
-- Name: COLUMN mails.sealed; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(sealed) ON TABLE public.mails TO muniment_app;
GRANT INSERT(sealed) ON TABLE public.mails TO muniment_auth;
GRANT UPDATE(sealed) ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(state) ON TABLE public.mails TO muniment_app;
GRANT UPDATE(state) ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.answer; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(answer) ON TABLE public.mails TO muniment_app;
GRANT UPDATE(answer) ON TABLE public.mails TO muniment_outbound;

--
-- Name: COLUMN mails.created_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(created_at) ON TABLE public.mails TO muniment_app;

--
-- Name: COLUMN mails.settled_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(settled_at) ON TABLE public.mails TO muniment_app;
GRANT UPDATE(settled_at) ON TABLE public.mails TO muniment_outbound;

--
-- Name: TABLE members; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.members TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.members TO muniment_auth;
GRANT SELECT ON TABLE public.members TO muniment_app;

--
-- Name: TABLE organizations; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.organizations TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.organizations TO muniment_auth;
GRANT SELECT,INSERT ON TABLE public.organizations TO muniment_app;

--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO muniment_access;

--
-- Name: TABLE permissions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.permissions TO muniment_app;

--
-- Name: TABLE role_permissions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.role_permissions TO muniment_access;
GRANT SELECT ON TABLE public.role_permissions TO muniment_app;

--
-- Name: TABLE roles; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.roles TO muniment_app;

--
-- Name: TABLE rooms; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,UPDATE ON TABLE public.rooms TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(name) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.description; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(description) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(revision) ON TABLE public.rooms TO muniment_app;

--
-- Name: COLUMN rooms.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(updated_at) ON TABLE public.rooms TO muniment_app;

--
-- Name: TABLE scopes; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT ON TABLE public.scopes TO muniment_access;
GRANT SELECT,INSERT ON TABLE public.scopes TO muniment_app;

--
-- Name: TABLE settings; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT DELETE ON TABLE public.settings TO muniment_app;

--
-- Name: COLUMN settings.name; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(name),INSERT(name) ON TABLE public.settings TO muniment_app;
GRANT SELECT(name) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(name) ON TABLE public.settings TO muniment_outbound;
GRANT SELECT(name) ON TABLE public.settings TO muniment_access;

--
-- Name: COLUMN settings.value; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(value),INSERT(value),UPDATE(value) ON TABLE public.settings TO muniment_app;
GRANT SELECT(value) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(value) ON TABLE public.settings TO muniment_outbound;

--
-- Name: COLUMN settings.secret; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT INSERT(secret),UPDATE(secret) ON TABLE public.settings TO muniment_app;
GRANT SELECT(secret) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(secret) ON TABLE public.settings TO muniment_outbound;

--
-- Name: COLUMN settings.has_secret; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(has_secret) ON TABLE public.settings TO muniment_app;

--
-- Name: COLUMN settings.revision; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(revision),UPDATE(revision) ON TABLE public.settings TO muniment_app;
GRANT SELECT(revision) ON TABLE public.settings TO muniment_auth;
GRANT SELECT(revision) ON TABLE public.settings TO muniment_outbound;

--
-- Name: COLUMN settings.updated_by; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(updated_by),INSERT(updated_by),UPDATE(updated_by) ON TABLE public.settings TO muniment_app;

--
-- Name: COLUMN settings.updated_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT(updated_at),INSERT(updated_at),UPDATE(updated_at) ON TABLE public.settings TO muniment_app;

--
-- Name: TABLE upload_parts; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.upload_parts TO muniment_app;
GRANT SELECT ON TABLE public.upload_parts TO muniment_worker;

--
-- Name: TABLE uploads; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.uploads TO muniment_app;
GRANT SELECT,DELETE ON TABLE public.uploads TO muniment_worker;

--
-- Name: TABLE versions; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT SELECT,INSERT ON TABLE public.versions TO muniment_app;
GRANT SELECT ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.state; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(state) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.reason_code; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason_code) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.reason_message; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(reason_message) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.sha256; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(sha256) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.media_type; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(media_type) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.signatures; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(signatures) ON TABLE public.versions TO muniment_worker;

--
-- Name: COLUMN versions.scanned_at; Type: ACL; Schema: public; Owner: muniment_owner
--

GRANT UPDATE(scanned_at) ON TABLE public.versions TO muniment_worker;

--
-- PostgreSQL database dump complete
--
