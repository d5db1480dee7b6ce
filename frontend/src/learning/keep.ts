import { useQueryClient } from '@tanstack/react-query';
import { followUpsQuery } from '../papers/queries';
import { groupQuery, learnerQuery } from '../training/queries';
import {
  type BlockDetail,
  blockQuery,
  blocksQuery,
  type LearningPath,
  learningGroupQuery,
  pathQuery,
} from './queries';

/** Keeps the whole way after each change of it; what the group and follow-ups show is asked for anew. */
export function useKeep(id: string) {
  const client = useQueryClient();
  return (changed: LearningPath) => {
    client.setQueryData(pathQuery(id).queryKey, changed);
    void client.invalidateQueries({ queryKey: learnerQuery(id).queryKey, exact: true });
    void client.invalidateQueries({ queryKey: groupQuery.queryKey, exact: true });
    void client.invalidateQueries({ queryKey: learningGroupQuery.queryKey });
    void client.invalidateQueries({ queryKey: followUpsQuery.queryKey });
  };
}

/** Keeps a block as it is now; the list of blocks is asked for anew. */
export function useKeepBlock() {
  const client = useQueryClient();
  return (changed: BlockDetail) => {
    client.setQueryData(blockQuery(changed.content.code).queryKey, changed);
    void client.invalidateQueries({ queryKey: blocksQuery.queryKey, exact: true });
  };
}
