import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Provider } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderChoice } from '../../shell/provider.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import css from './live.module.css';
import { liveText } from './text.ts';

/** Says that the calls on screen are made up, and leads to the demo page, to one's own site and to the demo's end. */
export function DemoNotice() {
  const { providers } = useNames();
  const { provider: chosen } = useProviderChoice();
  const demo = providers.find(({ demo }) => demo !== undefined);
  if (!demo || (chosen !== null && chosen !== demo.id)) return null;
  return <Notice demo={demo} />;
}

function Notice({ demo }: { demo: Provider }) {
  const text = useText(liveText);
  const { can, providers } = useSession();
  const [isAsking, setAsking] = useState(false);
  const mayChange = can('setup:write') && providers === null;
  return (
    <Card className={css.demo}>
      <p>
        <strong>{text.demoTitle(demo.name)}</strong>{' '}
        {demo.demo === 'filling' ? text.demoFilling : text.demoLead}
      </p>
      <div className={css.demoActions}>
        <Button
          component="a"
          size="xs"
          href="/demo?utm_source=google&utm_medium=cpc"
          target="_blank"
          rel="noreferrer"
        >
          {text.demoPage}
        </Button>
        {mayChange && (
          <>
            <Button component={Link} size="xs" variant="default" href="/sites/new">
              {text.addSite}
            </Button>
            <Button size="xs" variant="subtle" color="var(--bad)" onClick={() => setAsking(true)}>
              {text.removeDemo}
            </Button>
          </>
        )}
      </div>
      {isAsking && <RemoveDemo onClose={() => setAsking(false)} />}
    </Card>
  );
}

function RemoveDemo({ onClose }: { onClose: () => void }) {
  const text = useText(liveText);
  const words = useText(common);
  const { choose } = useProviderChoice();
  const remove = useChange('DELETE /v1/demo');
  return (
    <Modal opened onClose={onClose} title={text.removeDemo} closeButtonProps={{ 'aria-label': words.close }}>
      <p>{text.removeDemoLead}</p>
      <Failure error={remove.error} />
      <div className={css.demoActions}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(
              {},
              {
                onSuccess() {
                  choose(null);
                  onClose();
                },
              },
            )
          }
        >
          {text.removeDemo}
        </Button>
      </div>
    </Modal>
  );
}
