import { type ComputedRef, computed, defineComponent, h, onMounted, onUnmounted, shallowRef } from 'vue';
import { type OwnNumber, type PhoneNumber as Phone, phoneNumber, shownNumber, subscribe } from './numbers.ts';

export type { OwnNumber } from './numbers.ts';

/** Returns the visit's number for the endpoint, and the endpoint's own until there is one, on a server and during hydration. */
export function usePhoneNumber(own: OwnNumber): ComputedRef<Phone> {
  const shown = shallowRef<ReturnType<typeof shownNumber>>();
  const update = () => {
    shown.value = shownNumber(own.endpoint);
  };
  let end: (() => void) | undefined;
  onMounted(() => {
    end = subscribe(update);
    update();
  });
  onUnmounted(() => end?.());
  return computed(() => phoneNumber(own, shown.value));
}

/** A link that shows and dials the visit's number. The tags leave it to Vue. */
export const PhoneNumber = defineComponent({
  props: {
    endpoint: { type: String, required: true },
    number: { type: String, required: true },
    national: { type: String, required: true },
  },
  setup(props) {
    const shown = usePhoneNumber(props);
    return () => h('a', { href: shown.value.href, 'data-ringtrail': 'off' }, shown.value.national);
  },
});
