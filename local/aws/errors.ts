/**
 * An error as the service itself would answer it. `code` is the name on the wire, `status` the HTTP status; each protocol
 * writes it in its own form.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const invalidInput = (message: string) => new ServiceError('InvalidInputException', message);
export const entityNotFound = (message: string) => new ServiceError('EntityNotFoundException', message);
export const alreadyExists = (message: string) => new ServiceError('AlreadyExistsException', message);
export const accessDenied = (message: string) => new ServiceError('AccessDeniedException', message);

/** The word with which Lake Formation names a permission in a refusal: `CREATE_TABLE` is "Create Table". */
const permissionWords = (permission: string) =>
  permission
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join(' ');

/** Glue's answer to a caller whom Lake Formation does not let through. */
export const insufficientPermission = (permission: string, on: string) =>
  accessDenied(`Insufficient Lake Formation permission(s): Required ${permissionWords(permission)} on ${on}`);
