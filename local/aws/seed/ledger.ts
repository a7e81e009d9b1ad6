/** The finance producer's tables, written as `tpcds.ts` writes its own. */
export const LEDGER: Readonly<Record<string, string>> = {
  accounts: `account_id string, account_name string, account_type string, parent_account_id string, currency string,
    is_active boolean, opened_on date`,
  fx_rates: 'base_currency string, quote_currency string, rate decimal(18,8), source string, rate_date date',
  invoices: `invoice_id string, customer_number string, customer_name string, vat_number string, issued_on date,
    due_on date, currency string, net_amount decimal(15,2), tax_amount decimal(15,2), gross_amount decimal(15,2),
    status string`,
  journal_entries: `entry_id bigint, document_number string, account_id string, cost_center string, posting_date date,
    debit decimal(15,2), credit decimal(15,2), currency string, description string, posted_by string,
    fiscal_period string`,
  payments: `payment_id string, invoice_id string, paid_on date, amount decimal(15,2), currency string, method string,
    iban string, reference string`,
};

export const LEDGER_PARTITION_KEYS: Readonly<Record<string, string>> = {
  fx_rates: 'rate_date',
  journal_entries: 'fiscal_period',
};

export const LEDGER_CONFIDENTIAL_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  invoices: ['customer_name', 'vat_number'],
  payments: ['iban'],
};
