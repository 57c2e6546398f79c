// Before everything else: decorators write their metadata while their modules load.
import 'reflect-metadata';

// A test whose run was killed must not go on alone, holding its ports and connections.
process.once('disconnect', () => process.exit(1));
