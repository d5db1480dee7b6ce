import { useQuery } from '@tanstack/react-query';
import { referentialQuery, referentialsQuery } from '../training/queries';

/** A competence to choose: its code, and what stands in the list. */
export interface Choice {
  value: string;
  label: string;
}

/** What the site's newest referential names; the shipped one where the site has none yet. */
export function useCompetences(): Choice[] {
  const { data: found } = useQuery(referentialsQuery);
  const newest = found?.versions[0];
  const { data: detail } = useQuery({
    ...referentialQuery(newest?.id ?? ''),
    enabled: newest !== undefined,
  });
  const content = detail?.content ?? found?.shipped[0];
  return (content?.blocks ?? []).flatMap(({ competences }) =>
    competences.map(({ code, title }) => ({
      value: code,
      label: `${code.toUpperCase()} ${title}`,
    })),
  );
}
