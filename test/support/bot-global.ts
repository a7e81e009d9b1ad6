export { buildBot as setup } from '../../scripts/build/bot.ts';
