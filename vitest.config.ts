import { defineConfig } from 'vitest/config';

/** What people do in Slack, which has to be the same over Socket Mode and over signed HTTP. */
const WHAT_PEOPLE_DO =
  'test/journeys/{approve-anyway,approve-with-changes,authority,change,connect,create-products,decide,home,import,menu,products,request,revoke}.test.ts';

const AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export default defineConfig({
  test: {
    globalSetup: ['test/support/dynamodb-global.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED },
        },
      },
      {
        extends: true,
        test: {
          name: 'over signed HTTP',
          include: [WHAT_PEOPLE_DO],
          env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED, MESHDESK_TRANSPORT: 'http' },
        },
      },
    ],
  },
});
