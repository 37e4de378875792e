-- Database roles, the database and its extensions. Run as superuser by psql at every start, and by the tests; may be
-- repeated. Wants the psql variables owner, server, admin, auth, worker, outbound and backup: the roles' passwords.
\set ON_ERROR_STOP on
\set QUIET on
-- A failing statement would otherwise be logged with the password in it.
set log_min_error_statement = panic;
set log_statement = 'none';

-- muniment_owner owns the tables and migrates; muniment_access owns the access functions, which look behind the policies;
-- muniment_app is what the processes that act for people have in common; the others are one process each.
select format('create role %I', name) from unnest(array[
  'muniment_owner', 'muniment_access', 'muniment_app', 'muniment_server', 'muniment_admin',
  'muniment_auth', 'muniment_worker', 'muniment_outbound', 'muniment_backup']) as name
where not exists (select from pg_roles where rolname = name) \gexec

alter role muniment_owner    login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'owner';
alter role muniment_server   login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'server';
alter role muniment_admin    login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'admin';
alter role muniment_auth     login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'auth';
alter role muniment_worker   login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'worker';
alter role muniment_outbound login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'outbound';
alter role muniment_backup   login nosuperuser nocreatedb nocreaterole nobypassrls noreplication password :'backup';
alter role muniment_app    nologin nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role muniment_access nologin nosuperuser nocreatedb nocreaterole bypassrls noreplication;

-- Repeating a grant gives a notice each time, which would fill the log of a machine that restarts often.
set client_min_messages = warning;
grant muniment_app to muniment_server, muniment_admin;
-- For acts on many things, done later in a person's name: in transactions of their own, never together with its own rights.
grant muniment_app to muniment_worker with inherit false, set true;
-- To give functions to muniment_access, not to act as it: without inherit the owner still meets every policy.
grant muniment_access to muniment_owner with inherit false, set true;

select 'create database muniment owner muniment_owner'
where not exists (select from pg_database where datname = 'muniment') \gexec
alter database muniment owner to muniment_owner;
revoke all on database muniment from public;
grant connect on database muniment
  to muniment_app, muniment_auth, muniment_worker, muniment_outbound, muniment_backup;

\connect muniment
set client_min_messages = warning;
create extension if not exists vector;
create extension if not exists pg_trgm;
