import { FeatureRegistry, Flag, Operation, SignedIn, Text } from '@keelson/kernel';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

/** A permission that roles are made of. */
export class CatalogPermission {
  @Text({ max: 100, example: 'orders:read', description: 'Name of the permission.' })
  name!: string;

  @Text({ max: 500, example: 'View your own orders', description: 'What the permission allows.' })
  description!: string;

  @Flag({ description: 'Whether the role `member` includes it.' })
  members!: boolean;

  @Flag({ description: 'Whether only owners have it. If so, custom roles cannot contain it.' })
  ownersOnly!: boolean;

  @Flag({ description: 'Whether it requires a verified email address.' })
  provenOnly!: boolean;
}

/** All permissions of the installation. */
export class PermissionCatalog {
  @ApiProperty({
    type: () => CatalogPermission,
    isArray: true,
    maxItems: 1_000,
    description: 'The permissions, sorted by name.',
  })
  data!: CatalogPermission[];
}

@ApiTags('roles')
@Controller('v1/permissions')
export class PermissionsController {
  constructor(private readonly registry: FeatureRegistry) {}

  @Get()
  @SignedIn('the catalog is the same for everyone and is part of the API docs')
  @Operation('permissions:list', { reads: true })
  @ApiOperation({
    operationId: 'list-permissions',
    summary: 'List permissions',
    description: 'Returns the permissions that a role can contain, and what each one allows.',
  })
  @ApiOkResponse({ type: PermissionCatalog, description: 'The permissions.' })
  list(): PermissionCatalog {
    return { data: this.registry.permissions.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  }
}
