import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCompany, buildCustomer, buildWorld, type Company, type World } from '../../test/build.ts';

let world: World;
let company: Company;
beforeAll(async () => {
  world = await buildWorld();
  company = await buildCompany(world);
});
afterAll(() => world.close());

describe('creating a customer', () => {
  it('refuses a number that differs only in width and case', async () => {
    await buildCustomer(company, { customerNo: 'AR-7' });
    await expect(buildCustomer(company, { customerNo: 'ＡＲ-７' })).rejects.toMatchObject({ code: 'customer.number_taken' });
  });

  it('draws the next free number where none is given', async () => {
    await buildCustomer(company, { customerNo: 'C000041' });
    const id = await buildCustomer(company, { customerNo: undefined });
    const [row] = await world.asOwner<{ customer_no: string }>('select customer_no from parties.customer where id = $1', [id]);
    expect(row?.customer_no).toBe('C000042');
  });
});
