import { loadTags } from '@ringtrail/tags';
import { PhoneNumber, usePhoneNumber } from '@ringtrail/tags/vue';
import { createApp, h } from 'vue';

const office = { endpoint: 'end_…', number: '+12025550199', national: '(202) 555-0199' };

const Banner = {
  setup() {
    const phone = usePhoneNumber(office);
    return () =>
      h('p', { 'data-ringtrail': 'off' }, [
        'Open until 18:00. ',
        h('a', { href: phone.value.href }, `Call ${phone.value.national}`),
      ]);
  },
};

loadTags({ gateway: 'https://calls.example.com', site: 'site_…', endpoint: office.endpoint });
createApp(() => [
  h('h1', 'Harbour Lights'),
  h(Banner),
  h('footer', h(PhoneNumber, { ...office, class: 'phone' })),
]).mount('#app');
