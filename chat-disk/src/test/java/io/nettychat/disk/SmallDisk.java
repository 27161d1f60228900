package io.nettychat.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Files on a disk that has so many bytes, can be made larger, and can fail to force. */
final class SmallDisk implements DataDirectory.Opener {
    private final Map<Path, Long> sizes = new ConcurrentHashMap<>();
    volatile long capacity = Long.MAX_VALUE;
    volatile boolean forceFails;
    volatile boolean truncateFails;

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        return new Limited(file, FileChannel.open(file, options));
    }

    private long used() {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private final class Limited extends FileChannel {
        private final Path path;
        private final FileChannel file;

        Limited(Path path, FileChannel file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            long size = file.size();
            long room = Math.max(0, capacity - used());
            long end = Math.min(position + from.remaining(), size + room);
            if (end <= position) {
                throw new IOException("No space left on device");
            }
            ByteBuffer part = from.slice(from.position(), (int) (end - position));
            int count = file.write(part, position); // part of it, as a disk does that becomes full
            from.position(from.position() + count);
            sizes.put(path, file.size());
            return count;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (forceFails) {
                throw new IOException("Input/output error");
            }
            file.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (truncateFails) {
                throw new IOException("Input/output error");
            }
            file.truncate(size);
            sizes.put(path, file.size());
            return this;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return file.read(into);
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) throws IOException {
            return file.read(into, offset, length);
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
