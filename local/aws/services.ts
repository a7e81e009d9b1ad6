import type { Handler } from './call.ts';
import { glueOperations } from './glue/index.ts';
import type { Sessions } from './identity.ts';
import { lakeFormationOperations } from './lakeformation/index.ts';
import glueModel from './models/glue.json' with { type: 'json' };
import lakeFormationModel from './models/lakeformation.json' with { type: 'json' };
import ramModel from './models/ram.json' with { type: 'json' };
import stsModel from './models/sts.json' with { type: 'json' };
import { jsonProtocol, restJsonProtocol } from './protocols/json.ts';
import type { Protocol } from './protocols/protocol.ts';
import { queryProtocol } from './protocols/query-xml.ts';
import { s3Protocol } from './protocols/rest-xml.ts';
import { ramOperations } from './ram/index.ts';
import { s3Operations } from './s3/index.ts';
import { stsOperations } from './sts/index.ts';
import type { Model } from './validate.ts';

/** A service: how it speaks, what its inputs must be, and what it does. */
export interface Service {
  readonly protocol: Protocol;
  /** Absent for S3, which checks its inputs itself. */
  readonly model?: Model;
  /** The code of a violated constraint. */
  readonly invalid: string;
  readonly operations: Readonly<Record<string, Handler | undefined>>;
}

/** The services by the name in a signature's scope. */
export function servicesOver(sessions: Sessions): Readonly<Record<string, Service | undefined>> {
  return {
    glue: {
      protocol: jsonProtocol(glueModel, 'AWSGlue'),
      model: glueModel,
      invalid: 'ValidationException',
      operations: glueOperations,
    },
    lakeformation: {
      protocol: restJsonProtocol(lakeFormationModel),
      model: lakeFormationModel,
      invalid: 'ValidationException',
      operations: lakeFormationOperations,
    },
    ram: {
      protocol: restJsonProtocol(ramModel),
      model: ramModel,
      invalid: 'InvalidParameterException',
      operations: ramOperations,
    },
    sts: {
      protocol: queryProtocol(stsModel, '2011-06-15', 'https://sts.amazonaws.com/doc/2011-06-15/'),
      model: stsModel,
      invalid: 'ValidationError',
      operations: stsOperations(sessions),
    },
    s3: { protocol: s3Protocol, invalid: 'InvalidRequest', operations: s3Operations },
  };
}
