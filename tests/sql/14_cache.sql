-- The cache: within one organization, for a while, and never in anybody's way.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();
SET ROLE gemba_owner;
SELECT private.set_context(:org_a, NULL) \g /dev/null

SELECT is(private.cache_get('k'), NULL, 'nothing yet');
SELECT is(private.cache_exists('k'), false, 'it is not there');
SELECT private.cache_set('k', '{"v": 1}', '15 minutes') \g /dev/null
SELECT is(private.cache_get('k'), '{"v": 1}'::jsonb, 'what was stored comes back');
SELECT is(private.cache_exists('k'), true, 'it is there');
SELECT private.cache_set('k', '{"v": 2}', '15 minutes') \g /dev/null
SELECT is(private.cache_get('k'), '{"v": 2}'::jsonb, 'the later value stands');
SELECT private.cache_set('k', NULL, '15 minutes') \g /dev/null
SELECT is(private.cache_get('k'), '{"v": 2}'::jsonb, 'nothing is not stored');
SELECT private.cache_set(repeat('k', 300), '1', '15 minutes') \g /dev/null
SELECT private.cache_set(repeat('k', 301), '2', '15 minutes') \g /dev/null
SELECT is(private.cache_get(repeat('k', 300)), '1'::jsonb, 'long keys');
SELECT is(private.cache_get(repeat('k', 301)), '2'::jsonb, 'are told apart');

SELECT private.set_context(:org_b, NULL) \g /dev/null
SELECT is(private.cache_get('k'), NULL, 'another organization does not see it');
SELECT private.cache_set('k', '{"v": 3}', '15 minutes') \g /dev/null
SELECT is(private.cache_delete('k'), true, 'and deletes only its own');
SELECT is(private.cache_delete('k'), false, 'once');
SELECT private.set_context(:org_a, NULL) \g /dev/null
SELECT is(private.cache_get('k'), '{"v": 2}'::jsonb, 'the first one''s is still there');

SELECT private.cache_set('old', '1', '-1 second') \g /dev/null
SELECT is(private.cache_get('old'), NULL, 'what has expired is not given');
SELECT is(private.cache_clear(), 1, 'it is cleared');
SELECT is(private.cache_clear(), 0, 'once');
SELECT is(private.cache_get('k'), '{"v": 2}'::jsonb, 'what is good stays');
SELECT private.set_context(NULL, NULL) \g /dev/null
SELECT is(private.cache_get('k'), NULL, 'without an organization there is no cache');

RESET ROLE;
SELECT is((SELECT relpersistence::text FROM pg_class WHERE oid = 'cache'::regclass), 'u', 'it is unlogged');
SELECT columns_are('public', 'cache', ARRAY['organization_id', 'cache_key', 'cache_value', 'expires_at', 'created_at']);

SELECT * FROM finish();
ROLLBACK;
