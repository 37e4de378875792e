// Where the real services of a test run are; test/check.sh sets them inside its network, the defaults are those of
// test/compose.dev.yaml on a developer's machine.
const { env } = process

export const services = {
  postgres: env['TEST_POSTGRES'] ?? '127.0.0.1:55432',
  redis: env['TEST_REDIS'] ?? '127.0.0.1:56379',
  s3: env['TEST_S3'] ?? 'http://127.0.0.1:59000',
  clamdHost: env['TEST_CLAMD_HOST'] ?? '127.0.0.1',
  clamdPort: Number(env['TEST_CLAMD_PORT'] ?? '53310'),
  s3RootUser: 'minioadmin',
  s3RootPassword: 'minioadmin-test',
  settingsKey: 'only for tests, and long enough for it',
}
