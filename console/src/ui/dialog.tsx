import { Button, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import { Failure } from './failure.tsx';
import form from './form.module.css';

type DialogProps = {
  title: string;
  lead?: string;
  action: string;
  isDanger?: boolean;
  error: Error | null;
  isPending: boolean;
  /** The answer, in the place of the form. A press beside the dialog does not close it then. */
  result?: ReactNode;
  onSubmit: (fields: FormData) => void;
  onClose: () => void;
  children?: ReactNode;
};

/** A dialog with one action, and afterwards with its answer. @param props.children the fields of its form */
export function Dialog(props: DialogProps) {
  const {
    title,
    lead,
    action,
    isDanger = false,
    error,
    isPending,
    result,
    onSubmit,
    onClose,
    children,
  } = props;
  const words = useText(common);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={!result}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {result ? (
        <div className={form.form}>
          {result}
          <Button onClick={onClose}>{words.close}</Button>
        </div>
      ) : (
        <form className={form.form} onSubmit={submit}>
          {lead && <p className={form.quiet}>{lead}</p>}
          {children}
          <Failure error={error} />
          <Button type="submit" loading={isPending} {...(isDanger && { color: 'red' })}>
            {action}
          </Button>
        </form>
      )}
    </Modal>
  );
}
