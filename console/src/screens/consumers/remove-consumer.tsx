import { useLocation } from 'wouter';
import type { Consumer } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { consumersText } from './text.ts';

/** A dialog that removes a consumer with its deliveries, and leads back to the list. */
export function RemoveConsumer({
  id,
  name,
  onClose,
}: Pick<Consumer, 'id' | 'name'> & { onClose: () => void }) {
  const text = useText(consumersText);
  const words = useText(common);
  const [, go] = useLocation();
  const remove = useChange('DELETE /v1/consumers/{id}');
  return (
    <Dialog
      title={text.removeOf(name)}
      lead={text.removeHelp}
      action={words.remove}
      isDanger
      error={remove.error}
      isPending={remove.isPending}
      onClose={onClose}
      onSubmit={() => remove.mutate({ params: { id } }, { onSuccess: () => go('/consumers') })}
    />
  );
}
