/** A refusal with the status and the words of a real engine. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Status by gRPC code as 28.5.2 answers (reproduced); "Unknown" is what a sequence conflict and a name clash become. */
const STATUS: Record<string, number> = {
  InvalidArgument: 400,
  FailedPrecondition: 400,
  PermissionDenied: 403,
  NotFound: 404,
  AlreadyExists: 409,
  Unimplemented: 501,
  Unknown: 500,
};

/** A refusal by swarmkit's control API, wrapped as the engine wraps it. */
export function rpcError(code: string, description: string): ApiError {
  return new ApiError(STATUS[code] ?? 500, `rpc error: code = ${code} desc = ${description}`);
}

export const OUT_OF_SEQUENCE = "update out of sequence";
