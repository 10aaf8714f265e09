import {
  CfnParameter,
  DefaultStackSynthesizer,
  type DockerImageAssetLocation,
  type FileAssetLocation,
  type FileAssetSource,
  type ISynthesisSession,
  type Stack,
} from 'aws-cdk-lib';

/**
 * Lets whoever deploys a template say in its parameters which bucket the functions' code is in, instead of the one that
 * `cdk bootstrap` makes. Everything else of a stack, its logical ids included, is the same.
 */
export class ParameterBucket extends DefaultStackSynthesizer {
  /** The code of every function, as a folder or a file in the CDK's output, by its name in the bucket. */
  readonly assets = new Map<string, string>();
  /** Those of one stack: each is synthesized by a copy, whose prototype is what the app was given. */
  private parameters: { readonly bucket: CfnParameter; readonly prefix: CfnParameter } | undefined;

  constructor() {
    super({ generateBootstrapVersionRule: false });
  }

  override addFileAsset({ sourceHash, fileName }: FileAssetSource): FileAssetLocation {
    if (fileName === undefined) throw new Error('an asset of this app is a file or a folder');
    this.parameters ??= parametersOf(this.boundStack);
    const { bucket, prefix } = this.parameters;
    const name = `${sourceHash}.zip`;
    this.assets.set(name, fileName);
    const bucketName = bucket.valueAsString;
    const objectKey = `${prefix.valueAsString}${name}`;
    const s3ObjectUrl = `s3://${bucketName}/${objectKey}`;
    return {
      bucketName,
      objectKey,
      s3ObjectUrl,
      httpUrl: `https://${bucketName}.s3.amazonaws.com/${objectKey}`,
    };
  }

  override addDockerImageAsset(): DockerImageAssetLocation {
    throw new Error('this app has no images');
  }

  override synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
    this.emitArtifact(session);
  }
}

function parametersOf(stack: Stack) {
  return {
    bucket: new CfnParameter(stack, 'AssetBucket', {
      description: 'The S3 bucket, in the Region of this stack, that the files of the folder "assets" are in',
      allowedPattern: '[a-z0-9.-]{3,63}',
    }),
    prefix: new CfnParameter(stack, 'AssetPrefix', {
      description: 'What the names of these files begin with in the bucket, for example bouncer/',
      default: '',
    }),
  };
}
