/** Every block action, view, shortcut and command has one id, written here and nowhere else. */
export const ACTIONS = {
  approve: 'approve',
  approveWithChanges: 'approve_with_changes',
  approveAnyway: 'approve_anyway',
  deny: 'deny',
  change: 'change',
  revoke: 'revoke',
  retry: 'retry',
  details: 'details',
  checkAgain: 'check_again',
  listRequests: 'list_requests',
  listSubscriptions: 'list_subscriptions',
  listAccounts: 'list_accounts',
  listAudit: 'list_audit',
  listProducts: 'list_products',
  openCreate: 'open_create',
  openRequest: 'open_request',
  previousPage: 'previous_page',
  nextPage: 'next_page',
  connect: 'connect',
  disconnect: 'disconnect',
  checkAccount: 'check_account',
  approverGroups: 'approver_groups',
  memberGroups: 'member_groups',
  someTables: 'some_tables',
  someColumns: 'some_columns',
  believe: 'believe',
  lookAgain: 'look_again',
  retryProducts: 'retry_products',
  import: 'import',
  createAccount: 'create_account',
  sourceDatabase: 'source_database',
  whichTables: 'which_source_tables',
  sourceTables: 'source_tables',
  tablePattern: 'table_pattern',
  requestAccount: 'request_account',
  product: 'product',
  productTables: 'product_tables',
} as const;

export const VIEWS = {
  decision: 'decision_view',
  deny: 'deny_view',
  details: 'details_view',
  list: 'list_view',
  connect: 'connect_view',
  connected: 'connected_view',
  answer: 'answer_view',
  create: 'create_view',
  request: 'request_view',
} as const;

/** Global shortcuts, as manifest.yml declares them. */
export const SHORTCUTS = {
  create: 'create_data_products',
  request: 'request_access',
} as const;

export const COMMAND = '/mesh';
