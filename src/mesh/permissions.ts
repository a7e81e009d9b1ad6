/** Permissions on a table that Lake Formation knows (lake-formation, GrantPermissions). */
export const TABLE_PERMISSIONS = ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'] as const;
export type TablePermission = (typeof TABLE_PERMISSIONS)[number];
