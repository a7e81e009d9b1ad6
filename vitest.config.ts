import { defineConfig } from 'vitest/config';

/** What people do in Slack, which has to be the same over Socket Mode and over signed HTTP. */
const WHAT_PEOPLE_DO =
  'test/journeys/{approve-anyway,approve-with-changes,authority,change,connect,create-products,decide,home,import,menu,products,request,revoke}.test.ts';

/** The functions as they are built, in processes of their own: Slack gives them three seconds, so nothing else runs beside them. */
const AS_BUILT = 'test/functions/**/*.test.ts';

const AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export default defineConfig({
  test: {
    globalSetup: ['test/support/dynamodb-global.ts', 'test/support/bot-global.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [AS_BUILT],
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
      {
        extends: true,
        test: {
          name: 'functions as built',
          include: [AS_BUILT],
          globalSetup: ['test/support/runtimes-global.ts'],
          env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED },
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
