import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { identityMethods } from './identity.ts';
import type { Method } from './method.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Every Web API method the stand-in knows. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...identityMethods, ...chatMethods, ...conversationMethods, ...userMethods, ...viewMethods }),
);
