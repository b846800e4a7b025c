package org.afterword.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.LeaseStateType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.specialized.BlobLeaseClient;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool as a blob per mail, its job in the blob's metadata (see {@link JobMetadata}), its lease the blob's own. The
 * listing of Blob storage tells an expired lease from one that was released or never taken, and when a mail was stored,
 * noted or given back last.
 */
final class BlobMailSpool implements MailSpool {
    private static final Logger LOG = LoggerFactory.getLogger(BlobMailSpool.class);
    private static final int LEASE_SECONDS = 60;
    private static final Set<LeaseStateType> FREE = Set.of(LeaseStateType.AVAILABLE, LeaseStateType.BROKEN);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final BlobContainerClient container;
    private final JobMetadata jobs;
    private final int leaseSeconds;
    private final SpoolFiles files;

    BlobMailSpool(BlobContainerClient container) {
        this(container, LEASE_SECONDS, SpoolFiles.onTemporaryDisk());
    }

    /**
     * @param leaseSeconds from 15 to 60, as Blob storage has it; tests use a shorter lease than workers
     * @param files where large mails are kept while they are worked on
     */
    BlobMailSpool(BlobContainerClient container, int leaseSeconds, SpoolFiles files) {
        this.container = container;
        this.files = files;
        this.jobs = new JobMetadata(container);
        this.leaseSeconds = leaseSeconds;
    }

    @Override
    public Incoming receive(SpoolName name) {
        return new BlobIncoming(container.getBlobClient(name.toString()).getBlockBlobClient(), name, jobs);
    }

    @Override
    public Lease lease(SpoolName name) throws IOException {
        return lease(name, true);
    }

    @Override
    public Lease leaseUnread(SpoolName name) throws IOException {
        return lease(name, false);
    }

    private Lease lease(SpoolName name, boolean read) throws IOException {
        BlobClient blob = container.getBlobClient(name.toString());
        // An id of our choice, so that a try whose answer was lost can be repeated.
        BlobLeaseClient lease = new BlobLeaseClientBuilder()
                .blobClient(blob)
                .leaseId(UUID.randomUUID().toString())
                .buildClient();
        try {
            lease.acquireLease(leaseSeconds);
        } catch (BlobStorageException refused) {
            if (refused.getStatusCode() == NOT_FOUND) {
                return new Gone();
            }
            if (refused.getStatusCode() == CONFLICT) {
                return new Busy();
            }
            throw AzureCall.failure("lease a mail", refused);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("lease a mail", failed);
        }
        try {
            Optional<BlobContent> content = read ? Optional.of(BlobContent.begin(blob, files, name)) : Optional.empty();
            Map<String, String> metadata = content.isPresent() ? content.get().metadata() : metadata(blob);
            return new HeldLease(name, blob, lease, content, metadata, jobs.read(name, metadata));
        } catch (NoSuchFileException notCommitted) {
            giveBack(lease);
            return new Gone();
        } catch (IOException | RuntimeException unreadable) {
            try {
                giveBack(lease);
            } catch (IOException worse) {
                unreadable.addSuppressed(worse); // The lease runs out.
            }
            throw unreadable;
        }
    }

    @Override
    public Optional<SigningJob> noted(SpoolName name) throws IOException {
        try {
            return Optional.of(jobs.read(name, metadata(container.getBlobClient(name.toString()))));
        } catch (NoSuchFileException notThere) {
            return Optional.empty();
        }
    }

    /** @throws NoSuchFileException if the blob is not there, or not committed */
    private static Map<String, String> metadata(BlobClient blob) throws IOException {
        try {
            return blob.getProperties().getMetadata();
        } catch (BlobStorageException refused) {
            if (refused.getStatusCode() == NOT_FOUND) {
                throw new NoSuchFileException(blob.getBlobName());
            }
            throw AzureCall.failure("tell a mail's job", refused);
        } catch (RuntimeException failed) {
            throw AzureCall.failure("tell a mail's job", failed);
        }
    }

    /**
     * A blob that was noted or given back was modified after it was made, unless that was within a second: then it counts as
     * untouched here, and its attempt tells the rest. One that was made in blocks may bear an earlier time, and then never counts.
     */
    @Override
    public Unattended unattended(Duration quiet, Duration unbegun) throws IOException {
        ListBlobsOptions withMetadata =
                new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        OffsetDateTime quietSince = now.minus(quiet);
        OffsetDateTime unbegunSince = now.minus(unbegun);
        return AzureCall.get("list the mail", () -> {
            List<SigningJob> crashed = new ArrayList<>();
            List<SigningJob> forgotten = new ArrayList<>();
            List<SigningJob> neverLeased = new ArrayList<>();
            List<Unreadable> unreadable = new ArrayList<>();
            @Nullable OffsetDateTime oldest = null;
            for (BlobItem item : container.listBlobs(withMetadata, null)) {
                if (!JobMetadata.isMail(item.getName())) {
                    continue;
                }
                BlobItemProperties properties = item.getProperties();
                if (properties.getLeaseState() == LeaseStateType.EXPIRED) {
                    addJob(item, crashed, unreadable);
                } else if (FREE.contains(properties.getLeaseState())
                        && properties.getLastModified().isBefore(quietSince)) {
                    addJob(item, forgotten, unreadable);
                } else if (properties.getLeaseState() == LeaseStateType.AVAILABLE
                        && properties.getLastModified().equals(properties.getCreationTime())
                        && properties.getLastModified().isBefore(unbegunSince)) {
                    addJob(item, neverLeased, unreadable);
                }
                OffsetDateTime made =
                        Objects.requireNonNullElse(properties.getCreationTime(), properties.getLastModified());
                if ((oldest == null || made.isBefore(oldest)) && isInHand(item)) {
                    oldest = made;
                }
            }
            return Unattended.of(
                    crashed,
                    forgotten,
                    neverLeased,
                    unreadable,
                    Optional.ofNullable(oldest).map(OffsetDateTime::toInstant));
        });
    }

    /** Empty for what is no mail of ours: it is left alone, and never stops the look at the others. */
    private static Optional<SpoolName> nameOf(BlobItem item) {
        try {
            return Optional.of(SpoolName.parse(item.getName()));
        } catch (IllegalArgumentException foreign) {
            LOG.warn("a blob in the container of the mail has no name of ours and is left alone");
            return Optional.empty();
        }
    }

    /** Whether it is a mail of ours, and not kept aside. */
    private boolean isInHand(BlobItem item) {
        Optional<SpoolName> name = SpoolName.findIn(item.getName());
        try {
            return name.isPresent()
                    && jobs.read(name.get(), Objects.requireNonNullElse(item.getMetadata(), Map.of()))
                            .keptAside()
                            .isEmpty();
        } catch (IOException | RuntimeException unreadable) {
            return true;
        }
    }

    private void addJob(BlobItem item, List<SigningJob> found, List<Unreadable> unreadable) {
        Optional<SpoolName> name = nameOf(item);
        if (name.isEmpty()) {
            return;
        }
        try {
            found.add(jobs.read(name.get(), Objects.requireNonNullElse(item.getMetadata(), Map.of())));
        } catch (IOException | RuntimeException failed) {
            if (isThere(item)) {
                unreadable.add(new Unreadable(name.get(), String.valueOf(failed.getMessage())));
            }
        }
    }

    /** Whether the mail was not returned since it was listed, and its job with it. */
    private boolean isThere(BlobItem item) {
        try {
            return container.getBlobClient(item.getName()).exists();
        } catch (RuntimeException unknown) {
            return true;
        }
    }

    private static void giveBack(BlobLeaseClient lease) throws IOException {
        try {
            lease.releaseLease();
        } catch (BlobStorageException refused) {
            boolean lost = refused.getStatusCode() == CONFLICT || refused.getStatusCode() == NOT_FOUND;
            if (!lost) {
                throw AzureCall.failure("take a lease back", refused);
            }
        } catch (RuntimeException failed) {
            throw AzureCall.failure("take a lease back", failed);
        }
    }

    private final class HeldLease implements Leased {
        private final SpoolName name;
        private final BlobClient blob;
        private final BlobLeaseClient lease;
        private final Optional<BlobContent> content;
        private final BlobRequestConditions ours;
        private SigningJob job;
        private Map<String, String> metadata;
        private boolean touched;
        private boolean deleted;

        /** @param content empty if the mail's bytes were not read */
        HeldLease(
                SpoolName name,
                BlobClient blob,
                BlobLeaseClient lease,
                Optional<BlobContent> content,
                Map<String, String> metadata,
                SigningJob job) {
            this.name = name;
            this.blob = blob;
            this.lease = lease;
            this.content = content;
            this.ours = new BlobRequestConditions().setLeaseId(lease.getLeaseId());
            this.job = job;
            this.metadata = metadata;
        }

        @Override
        public RawMessage message() throws IOException {
            return content.orElseThrow().message(BlobContent.REST);
        }

        @Override
        public long size() {
            return content.orElseThrow().size();
        }

        @Override
        public SigningJob job() {
            return job;
        }

        @Override
        public void renew() throws IOException {
            try {
                whileHeld("renew a lease", lease::renewLease);
            } catch (NoSuchFileException deletedByAnother) {
                throw new LeaseLostException(name, deletedByAnother);
            }
        }

        @Override
        public void note(SigningJob newJob) throws IOException {
            if (!JobMetadata.fits(newJob)) {
                renew(); // Its sibling has no lease: this one must hold while the sibling is written.
            }
            Map<String, String> before = metadata;
            setMetadata(jobs.write(name, newJob));
            job = newJob;
            touched = true;
            if (JobMetadata.fits(newJob)) {
                jobs.delete(name, before);
            }
        }

        private void setMetadata(Map<String, String> changed) throws IOException {
            whileHeld(
                    "note a job",
                    () -> blob.setMetadataWithResponse(changed, ours, AzureClients.BY_TRIES, Context.NONE));
            metadata = changed;
        }

        @Override
        public void delete() throws IOException {
            try {
                whileHeld(
                        "delete a mail",
                        () -> blob.deleteWithResponse(
                                DeleteSnapshotsOptionType.INCLUDE, ours, AzureClients.BY_TRIES, Context.NONE));
            } catch (NoSuchFileException goneAtAnEarlierTry) {
                // The answer to an earlier try was lost: under our lease no other worker deletes the mail.
            }
            deleted = true;
            jobs.delete(name, metadata);
        }

        @Override
        public void close() throws IOException {
            if (content.isPresent()) {
                content.get().close();
            }
            if (deleted) {
                return;
            }
            try {
                if (!touched) {
                    setMetadata(metadata); // The blob's time tells that somebody is seeing the mail through.
                }
            } catch (NoSuchFileException | LeaseLostException notOursToGiveBack) {
                return;
            } catch (IOException untouched) {
                LOG.debug("a mail that was given back could not be touched", untouched);
            }
            giveBack(lease);
        }

        private void whileHeld(String what, Runnable call) throws IOException {
            try {
                call.run();
            } catch (BlobStorageException refused) {
                switch (refused.getStatusCode()) {
                    case NOT_FOUND -> throw new NoSuchFileException(name.toString());
                    case CONFLICT, PRECONDITION_FAILED -> throw new LeaseLostException(name, refused);
                    default -> throw AzureCall.failure(what, refused);
                }
            } catch (RuntimeException failed) {
                throw AzureCall.failure(what, failed);
            }
        }
    }
}
