export { installRuntimes as setup } from './lambda/node.ts';
