// Loaded before the bot (`node --import`): whoever started it is gone, and the services that it would say farewell to with them.
process.once('disconnect', () => process.exit(1));
