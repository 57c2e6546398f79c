import { extend, Instant, Integer, OneOf, Ref, Text } from '@keelson/kernel';
import { Product } from '../../../../src/features/catalog/index.js';
import { User } from '@keelson/identity';
import { Member } from '@keelson/organizations';
import { ValidateBy } from 'class-validator';

interface Members {
  readonly loyaltyPhone?: string | null;
}

/** What the program knows of a person. */
class LoyaltyFields {
  @OneOf(['basic', 'gold'], {
    fallback: 'basic',
    classified: 'open',
    description: 'Tier in the loyalty program.',
  })
  tier!: 'basic' | 'gold';

  @Text({
    max: 40,
    optional: true,
    classified: 'personal',
    description: 'Name on the loyalty card.',
    example: 'A. Lovelace',
  })
  cardName!: string | null;

  @Instant({ optional: true, classified: 'open' })
  goldSince!: Date | null;

  @OneOf(['none', 'email', 'text'], {
    fallback: 'none',
    classified: 'open',
    description: 'How the person hears of offers.',
  })
  @ValidateBy({
    name: 'reachable',
    validator: {
      validate: (offers, args) => offers !== 'text' || !!(args?.object as Members | undefined)?.loyaltyPhone,
      defaultMessage: () => 'can only be text for a person with a phone',
    },
  })
  offers!: 'none' | 'email' | 'text';

  @Text({ max: 20, optional: true, classified: 'personal', example: '+43 1 234567' })
  phone!: string | null;

  get isGold(): boolean {
    return this.tier === 'gold';
  }

  promote(now: Date): void {
    this.tier = 'gold';
    this.goldSince ??= now;
  }
}

export const loyalty = extend(User, 'loyalty', LoyaltyFields, {
  view: ['tier', 'cardName', 'goldSince', 'offers'],
  input: ['cardName', 'offers', 'phone'],
});

/** How a product is sent. */
class ShippingFields {
  @Integer({ max: 100_000, optional: true, description: 'Weight in grams.', example: 1_200 })
  weight!: number | null;

  @OneOf(['standard', 'fragile'], { fallback: 'standard', description: 'How the product is packed.' })
  handling!: 'standard' | 'fragile';

  @Integer({
    max: 1_000_000,
    fallback: 0,
    description: 'Products of a higher priority are sent first.',
    example: 3,
  })
  priority!: number;

  @Text({ max: 20, optional: true, unique: 'ignore-case', example: 'EAN-4006381' })
  barcode!: string | null;

  @Text({ max: 40, optional: true, classified: 'personal', example: 'Grace Hopper' })
  contact!: string | null;

  @Text({ max: 40, optional: true, classified: 'secret', example: 'lane-7' })
  gateCode!: string | null;

  @Ref(() => Member, { optional: true, description: 'Id of the member who packs it.' })
  packerId!: string | null;
}

export const shipping = extend(Product, 'shipping', ShippingFields, {
  view: ['weight', 'handling', 'priority', 'barcode', 'contact', 'packerId'],
  input: ['weight', 'handling', 'priority', 'barcode', 'contact', 'gateCode', 'packerId'],
  filter: ['handling', 'barcode'],
  sort: ['priority'],
});

class PayrollFields {
  @Text({ max: 20, optional: true, description: 'Cost center of the member.', example: 'CC-12' })
  costCenter!: string | null;
}

/** The controller of members writes its rows itself, and knows nothing of this. */
export const payroll = extend(Member, 'payroll', PayrollFields, {
  view: ['costCenter'],
  input: ['costCenter'],
});
