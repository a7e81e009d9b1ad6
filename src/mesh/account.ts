/** An account that takes part in the mesh, as the admins connected it. */
export interface Account {
  /** 12 digits. */
  accountId: string;
  name: string;
  producer: boolean;
  consumer: boolean;
  /** Slack channel where its cards and answers are posted. */
  channel: string;
  /** Who decides for it. */
  approvers: People;
  /** Who asks for access and imports for it, besides its approvers. */
  members: People;
  /** Whether its approvers may decide on requests they made, or that benefit an account they speak for. */
  selfApproval: boolean;
  /** ULID of the connection or edit that it stands as; absent: written by other means. */
  revision?: string;
}

/** Slack user ids, and ids of user groups. */
export interface People {
  users: string[];
  groups: string[];
}
