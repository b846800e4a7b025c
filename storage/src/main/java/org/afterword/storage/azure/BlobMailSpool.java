package org.afterword.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool as a blob per mail, its job in the blob's metadata (see {@link JobMetadata}), its lease the blob's own. The
 * listing of Blob storage tells an expired lease from one that was released or never taken.
 */
final class BlobMailSpool implements MailSpool {
    private static final Logger LOG = LoggerFactory.getLogger(BlobMailSpool.class);
    private static final int LEASE_SECONDS = 60;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final BlobContainerClient container;
    private final JobMetadata jobs;
    private final int leaseSeconds;

    BlobMailSpool(BlobContainerClient container) {
        this(container, LEASE_SECONDS);
    }

    /** @param leaseSeconds from 15 to 60, as Blob storage has it; tests use a shorter lease than workers */
    BlobMailSpool(BlobContainerClient container, int leaseSeconds) {
        this.container = container;
        this.jobs = new JobMetadata(container);
        this.leaseSeconds = leaseSeconds;
    }

    @Override
    public Incoming receive(SpoolName name) {
        return new BlobIncoming(container.getBlobClient(name.toString()).getBlockBlobClient(), name, jobs);
    }

    @Override
    public Lease lease(SpoolName name) throws IOException {
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
            BlobContent content = BlobContent.read(blob);
            SigningJob job = jobs.read(name, content.metadata());
            return new HeldLease(name, blob, lease, content, job);
        } catch (NoSuchFileException notCommitted) {
            giveBack(lease);
            return new Gone();
        } catch (IOException | RuntimeException unreadable) {
            giveBack(lease);
            throw unreadable;
        }
    }

    @Override
    public List<SigningJob> abandoned() throws IOException {
        ListBlobsOptions withMetadata =
                new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true));
        return AzureCall.get("list the mail", () -> {
            List<SigningJob> abandoned = new ArrayList<>();
            for (BlobItem item : container.listBlobs(withMetadata, null)) {
                if (item.getProperties().getLeaseState() == LeaseStateType.EXPIRED) {
                    addJob(item, abandoned);
                }
            }
            return abandoned;
        });
    }

    @Override
    public int removeNeverLeased(LocalDate day) throws IOException {
        ListBlobsOptions withMetadata =
                new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true));
        return AzureCall.get("list the mail", () -> {
            int removed = 0;
            for (BlobItem item : container.listBlobs(withMetadata, null)) {
                if (JobMetadata.isMail(item.getName()) && neverLeased(item)) {
                    Optional<SpoolName> name = nameOf(item);
                    removed += name.isPresent() && name.get().day().isBefore(day) && removeIfUnchanged(name.get(), item)
                            ? 1
                            : 0;
                }
            }
            return removed;
        });
    }

    private static boolean neverLeased(BlobItem item) {
        return item.getProperties().getLeaseState() == LeaseStateType.AVAILABLE
                && !JobMetadata.leasedBefore(Objects.requireNonNullElse(item.getMetadata(), Map.of()));
    }

    private boolean removeIfUnchanged(SpoolName name, BlobItem item) throws IOException {
        BlobRequestConditions unchanged =
                new BlobRequestConditions().setIfMatch(item.getProperties().getETag());
        try {
            container
                    .getBlobClient(item.getName())
                    .deleteWithResponse(
                            DeleteSnapshotsOptionType.INCLUDE, unchanged, AzureClients.BY_TRIES, Context.NONE);
        } catch (BlobStorageException refused) {
            return switch (refused.getStatusCode()) {
                // Another worker has leased it since.
                case NOT_FOUND, CONFLICT, PRECONDITION_FAILED -> false;
                default -> throw refused;
            };
        }
        jobs.delete(name, item.getMetadata());
        return true;
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

    private void addJob(BlobItem item, List<SigningJob> abandoned) {
        Optional<SpoolName> name = nameOf(item);
        if (name.isEmpty()) {
            return;
        }
        try {
            abandoned.add(jobs.read(name.get(), Objects.requireNonNullElse(item.getMetadata(), Map.of())));
        } catch (IOException unreadable) {
            // The others are queued all the same; this one is looked at again in the next round.
            LOG.error("the job of mail {} cannot be read: {}", name.get(), unreadable.getMessage());
        } catch (BlobStorageException gone) {
            if (gone.getStatusCode() != NOT_FOUND) {
                throw gone;
            }
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
        private final BlobContent content;
        private final BlobRequestConditions ours;
        private SigningJob job;
        private Map<String, String> metadata;
        private boolean deleted;

        HeldLease(SpoolName name, BlobClient blob, BlobLeaseClient lease, BlobContent content, SigningJob job) {
            this.name = name;
            this.blob = blob;
            this.lease = lease;
            this.content = content;
            this.ours = new BlobRequestConditions().setLeaseId(lease.getLeaseId());
            this.job = job;
            this.metadata = content.metadata();
        }

        @Override
        public RawMessage message() {
            return content.message();
        }

        @Override
        public SigningJob job() {
            return job;
        }

        @Override
        public void renew() throws IOException {
            whileHeld("renew a lease", lease::renewLease);
        }

        @Override
        public void note(SigningJob newJob) throws IOException {
            if (!JobMetadata.fits(newJob)) {
                renew(); // Its sibling has no lease: this one must hold while the sibling is written.
            }
            Map<String, String> before = metadata;
            setMetadata(JobMetadata.withLeasedBefore(jobs.write(name, newJob)));
            job = newJob;
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
            content.close();
            if (deleted) {
                return;
            }
            try {
                if (!JobMetadata.leasedBefore(metadata)) {
                    setMetadata(JobMetadata.withLeasedBefore(metadata));
                }
            } catch (NoSuchFileException | LeaseLostException notOursToGiveBack) {
                return;
            }
            giveBack(lease);
        }

        private void whileHeld(String what, Runnable call) throws IOException {
            try {
                call.run();
            } catch (BlobStorageException refused) {
                switch (refused.getStatusCode()) {
                    case NOT_FOUND -> throw new NoSuchFileException(name.toString());
                    case CONFLICT, PRECONDITION_FAILED ->
                        throw new LeaseLostException("the lease of " + name + " was lost", refused);
                    default -> throw AzureCall.failure(what, refused);
                }
            } catch (RuntimeException failed) {
                throw AzureCall.failure(what, failed);
            }
        }
    }

    /** Another worker may have leased the mail by now. */
    private static final class LeaseLostException extends IOException {
        private static final long serialVersionUID = 1L;

        LeaseLostException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
