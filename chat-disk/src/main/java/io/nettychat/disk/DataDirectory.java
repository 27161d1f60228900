package io.nettychat.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory: {@code lock}, held by the one process that works in it, {@code session.key}, {@code watermark}, and the
 * segments {@code 00000001.log} and on. Any thread, but for the lock.
 */
final class DataDirectory {
    private static final Pattern SEGMENT = Pattern.compile("(\\d{8,18})\\.log");
    private static final String LOCK = "lock";
    private static final int KEY_BYTES = 32;

    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;
    /** Which file the lock is, where the system tells: another one of its name is not ours. */
    private final @Nullable Object lockKey;

    /** How files are opened. */
    interface Opener {
        FileChannel open(Path file, OpenOption... options) throws IOException;
    }

    private DataDirectory(Path path, FileChannel lockFile, FileLock lock) throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
        this.lockKey = key(path);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path.resolve(LOCK), BasicFileAttributes.class)
                .fileKey();
    }

    /**
     * Finds out whether the directory is still the one that was taken.
     *
     * @throws Gone when it is not: it has been deleted or moved away, and perhaps another server has one of its name
     */
    void mustBeThere() throws IOException {
        try {
            if (Objects.equals(lockKey, key(path))) {
                return;
            }
        } catch (NoSuchFileException e) {
            throw new Gone("The data directory " + path + " is not there any more");
        }
        throw new Gone("The data directory " + path + " is another one now");
    }

    /** The directory that was taken is not where it was. */
    static final class Gone extends IOException {
        private static final long serialVersionUID = 1L;

        Gone(String message) {
            super(message);
        }
    }

    /**
     * Makes the directory where there is none, and takes it.
     *
     * @throws IOException when another process has it, or it cannot be used; the message says what to do
     */
    static DataDirectory take(Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("The data directory " + path + " is not a directory. Name another one.", e);
        } catch (IOException e) {
            throw new IOException("The data directory " + path + " cannot be made (" + e + ").", e);
        }
        Path file = path.resolve(LOCK);
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("The data directory " + path + " cannot be written to (" + e + ").", e);
        }
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // this very process has it
        }
        if (lock == null) {
            String owner = owner(channel);
            channel.close();
            throw new IOException("The data directory " + path + " is in use by another server" + owner
                    + ". Stop that one, or name another directory.");
        }
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            // On a full disk the number is missing from a message that is rarely needed.
        }
        return new DataDirectory(path, channel, lock);
    }

    private static String owner(FileChannel channel) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(20);
            channel.read(bytes, 0);
            String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
            return pid.isEmpty() ? "" : " (process " + pid + ")";
        } catch (IOException e) {
            return "";
        }
    }

    Path path() {
        return path;
    }

    Path segment(long number) {
        return path.resolve(String.format("%08d.log", number));
    }

    /** Returns the segments that are there, by number. */
    NavigableMap<Long, Path> segments() throws IOException {
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Matcher name = SEGMENT.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.parseLong(name.group(1)), file);
                }
            }
        }
        return found;
    }

    /** Returns the key by which sessions are recognised; it is made once and stays. */
    byte[] sessionKey() throws IOException {
        Path file = path.resolve("session.key");
        try {
            byte[] key = HexFormat.of()
                    .parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (key.length >= KEY_BYTES) {
                return key;
            }
            throw new IllegalArgumentException();
        } catch (NoSuchFileException e) {
            return makeKey(file);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The file " + file + " is not a session key: 64 hexadecimal digits. Delete it to have a"
                            + " new one made; everybody is somebody new then.");
        }
    }

    private byte[] makeKey(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path fresh = path.resolve("session.key.new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        try {
            Files.setPosixFilePermissions(
                    fresh, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        } catch (UnsupportedOperationException e) {
            // Where there are no such permissions, those of the directory protect it.
        }
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer text =
                    ByteBuffer.wrap((HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, file);
        }
        sync();
        return key;
    }

    /** Makes names of files as durable as the files. */
    void sync() {
        try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Not every system lets a directory be opened; those that do not, need no such call.
        }
    }

    /** Returns a number for this run of the operating system, 0 when it cannot be told. */
    static long boot() {
        try {
            String id = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                    .strip();
            long number = Long.parseUnsignedLong(id.replace("-", "").substring(0, 16), 16);
            return number == 0 ? 1 : number;
        } catch (IOException | RuntimeException notLinux) {
            return 0;
        }
    }

    /** Lets another process have the directory. */
    void release() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            // The end of the process releases it too.
        }
    }

    /** How files are opened unless a fault is to be tried out. */
    static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, options);
    }

    /** Reads up to a buffer full from a place in a file. */
    static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }

    /** Returns the text of an exception for a person. */
    static String reason(@Nullable Throwable failure) {
        return failure == null ? "" : failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
