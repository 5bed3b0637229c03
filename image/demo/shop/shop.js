// Two shops with the same goods and other prices, so that there is something to compare: ?name=nord and ?name=sued.
const SHOPS = {
  nord: {
    title: 'Nordkauf',
    shipping: 6.9,
    articles: [
      ['Kettle Fjord 1.7 l', 39.9],
      ['Toaster Skagen', 45],
      ['Coffee grinder Bergen', 89],
      ['Desk lamp Aalborg', 54.5],
    ],
  },
  sued: {
    title: 'Südmarkt',
    shipping: 0,
    articles: [
      ['Desk lamp Aalborg', 59],
      ['Coffee grinder Bergen', 93.5],
      ['Kettle Fjord 1.7 l', 42.4],
      ['Toaster Skagen', 44.9],
    ],
  },
};

const shop = SHOPS[new URLSearchParams(location.search).get('name')] ?? SHOPS.nord;
const euros = (amount) => `€ ${amount.toFixed(2)}`;
const list = document.querySelector('#articles');

document.title = `${shop.title} · deskhand demo`;
document.querySelector('#shop').textContent = shop.title;
document.querySelector('#shipping').textContent =
  shop.shipping === 0 ? 'Shipping is free.' : `Shipping costs ${euros(shop.shipping)} an order.`;

function show(words) {
  const found = shop.articles.filter(([name]) => name.toLowerCase().includes(words.toLowerCase()));
  list.replaceChildren(
    ...found.map(([name, price]) => {
      const item = document.createElement('li');
      item.className = 'card';
      item.append(
        Object.assign(document.createElement('b'), { textContent: name }),
        Object.assign(document.createElement('span'), { textContent: euros(price) }),
      );
      return item;
    }),
  );
  if (found.length === 0) list.textContent = 'Nothing found.';
}

document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault();
  show(event.target.elements.q.value.trim());
});
show('');
