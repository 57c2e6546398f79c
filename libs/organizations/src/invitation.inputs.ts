import { PickFields } from '@keelson/kernel';
import { Invitation } from './invitation.entity.js';

export class NewInvitation extends PickFields(Invitation, ['email', 'role', 'roleId']) {}
