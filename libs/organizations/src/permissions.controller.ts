import { FeatureRegistry, Flag, Operation, SignedIn, Text } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

/** A permission that roles are made of. */
export class CatalogPermission {
  @Text({ max: 100, example: 'orders:read', description: 'Name of the permission.' })
  name!: string;

  @Text({ max: 500, example: 'See your own orders', description: 'What the permission allows.' })
  description!: string;

  @Flag({ description: 'Whether the role `member` has it.' })
  members!: boolean;

  @Flag({ description: 'Whether only owners have it; a custom role cannot contain it.' })
  ownersOnly!: boolean;

  @Flag({ description: 'Whether an account has it only once its email address is proven.' })
  provenOnly!: boolean;
}

/** All permissions of the installation. */
export class PermissionCatalog {
  @ApiProperty({
    type: () => CatalogPermission,
    isArray: true,
    maxItems: 1_000,
    description: 'The permissions, in the order of their names.',
  })
  data!: CatalogPermission[];
}

@ApiTags('roles')
@Controller('v1/permissions')
export class PermissionsController {
  constructor(private readonly registry: FeatureRegistry) {}

  @Get()
  @SignedIn('the catalog is the same for everyone, and also in the API docs')
  @Operation('permissions:list', { reads: true })
  @ApiOperation({
    operationId: 'list-permissions',
    summary: 'List permissions',
    description: 'Returns the permissions that roles can contain, with what each of them allows.',
  })
  @ApiOkResponse({ type: PermissionCatalog, description: 'The permissions.' })
  list(): PermissionCatalog {
    return { data: this.registry.permissions.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  }
}
