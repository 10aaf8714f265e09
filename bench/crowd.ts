import type { Company } from '../test/e2e/support/company.ts';
import type { Place } from '../test/e2e/support/person-at-work.ts';

/** So many requests at once, of several people who may look: one person alone would soon have sent too many. */
export function crowdOf(company: Company, count: number): readonly Place[] {
  const places = [
    company.as('helga').in('helpdesk'),
    company.as('omar').in('secops'),
    company.as('lena').in('leads'),
  ];
  return Array.from({ length: count }, (_, index) => places[index % places.length]).flatMap(
    (place) => place ?? [],
  );
}
