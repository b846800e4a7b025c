package org.afterword.gateway.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The places for connections, and who gets one when they become rare. Anybody can connect, and hold a place until his time
 * for showing a certificate is over; so without a difference a handful of addresses could hold them all.
 *
 * <p>The policy: known are the addresses of ranges that the settings name, and those from which the client's certificate
 * that we ask for was shown, the last {@value #REMEMBERED} of them. All others are strangers: together they have half of
 * the places and each address a hundredth, and a stranger gives way, the oldest first: at once to a known client who finds
 * no place, and after {@link #PATIENCE} to another stranger. Who has shown the certificate is no stranger from then on.
 *
 * <p>Safe for use by several threads.
 */
public final class Places {
    static final int REMEMBERED = 10_000;

    /** Long enough for STARTTLS and its certificate from the other side of the world. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PlaceLimits limits;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock, as all below. */
    private int taken;

    private final Map<ByteBuffer, Integer> byAddress = new HashMap<>();
    /** In the order of their coming. */
    private final Set<Place> strangers = new LinkedHashSet<>();

    private final Map<ByteBuffer, Boolean> proven = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param nanoTime as {@link System#nanoTime} */
    public Places(PlaceLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** One connection's place. */
    public final class Place {
        private final ByteBuffer address;
        private final Runnable giveWay;
        private final long since = nanoTime.getAsLong();
        private boolean left;

        private Place(ByteBuffer address, Runnable giveWay) {
            this.address = address;
            this.giveWay = giveWay;
        }

        /** The client has shown the certificate that we ask for. */
        public void prove() {
            lock.lock();
            try {
                strangers.remove(this);
                proven.put(address, true);
            } finally {
                lock.unlock();
            }
        }

        /** The connection has ended. */
        public void leave() {
            lock.lock();
            try {
                free();
            } finally {
                lock.unlock();
            }
        }

        private void free() {
            if (!left) {
                left = true;
                taken--;
                strangers.remove(this);
                byAddress.computeIfPresent(address, (key, places) -> places > 1 ? places - 1 : null);
            }
        }

        private boolean isOlderThan(Duration age) {
            return nanoTime.getAsLong() - since > age.toNanos();
        }
    }

    /**
     * Takes a place; empty if there is none.
     *
     * @param giveWay ends the connection; called when its place, while it is a stranger's, goes to another
     */
    public Optional<Place> take(InetAddress address, Runnable giveWay) {
        Place place = new Place(host(address), giveWay);
        Place givesWay = null;
        lock.lock();
        try {
            boolean known = isKnown(address, place.address);
            int ofAddress = byAddress.getOrDefault(place.address, 0);
            if (ofAddress >= (known ? limits.perAddress() : limits.perStranger())) {
                return Optional.empty();
            }
            if (taken >= limits.all() || !known && strangers.size() >= limits.strangers()) {
                givesWay = oldestStranger();
                if (givesWay == null || !known && !givesWay.isOlderThan(PATIENCE)) {
                    return Optional.empty();
                }
                givesWay.free();
            }
            taken++;
            byAddress.merge(place.address, 1, Integer::sum);
            if (!known) {
                strangers.add(place);
            }
        } finally {
            lock.unlock();
        }
        if (givesWay != null) {
            givesWay.giveWay.run();
        }
        return Optional.of(place);
    }

    /** How many places are taken. */
    public int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean isKnown(InetAddress address, ByteBuffer host) {
        return proven.get(host) != null || limits.known().stream().anyMatch(range -> range.contains(address));
    }

    private @Nullable Place oldestStranger() {
        Iterator<Place> oldest = strangers.iterator();
        return oldest.hasNext() ? oldest.next() : null;
    }

    /** An IPv4 address, or the first 64 bits of one of IPv6. */
    private static ByteBuffer host(InetAddress address) {
        byte[] octets = address.getAddress();
        return ByteBuffer.wrap(Arrays.copyOf(octets, Math.min(octets.length, 8)));
    }
}
