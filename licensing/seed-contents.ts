import type { Content } from './contents.ts'

/** Items of each kind: about 120 together, some 100 KB of text, as much as the papers' front page carries too much of. */
const COUNTS = { announcement: 60, regulation: 40, tutorial: 20 } as const

const SUBJECTS = {
  announcement: [
    'Pemeliharaan sistem OSS',
    'Layanan konsultasi tatap muka',
    'Jadwal mobil layanan perizinan keliling',
    'Penyesuaian kode KBLI',
    'Pelaporan kegiatan penanaman modal (LKPM)',
    'Penerbitan NIB massal bagi usaha mikro',
  ],
  regulation: [
    'Perizinan berusaha berbasis risiko',
    'Norma, standar, prosedur, dan kriteria',
    'Pengawasan perizinan berusaha',
    'Kesesuaian kegiatan pemanfaatan ruang',
    'Bidang usaha penanaman modal',
  ],
  tutorial: [
    'Membuat akun',
    'Mengajukan NIB',
    'Memilih KBLI',
    'Melengkapi persyaratan sertifikat standar',
    'Mencetak dokumen perizinan',
  ],
} as const

const PARAGRAPHS = [
  'Pelaku usaha diharapkan memeriksa kembali data kegiatan usaha sebelum mengirim permohonan. Data identitas diperiksa pada basis data kependudukan, sehingga nama dan NIK harus sama dengan yang tercantum pada kartu tanda penduduk.',
  'Perizinan usaha dengan tingkat risiko rendah dan menengah rendah diterbitkan secara otomatis. Untuk tingkat risiko menengah tinggi dan tinggi, NIB diterbitkan lebih dahulu dan persyaratan diverifikasi oleh petugas yang berwenang.',
  'Pada jam sibuk halaman dapat terbuka lebih lambat. Permohonan yang sudah diterima tidak perlu dikirim ulang: statusnya dapat dilihat pada halaman pelacakan dengan nomor permohonan.',
  'Layanan ini tidak dipungut biaya. Pertanyaan dapat disampaikan melalui loket pelayanan terpadu satu pintu pada hari kerja, atau kepada petugas mobil layanan keliling di kecamatan sesuai jadwal.',
  'Kode KBLI terdiri atas lima angka dan harus sesuai dengan kegiatan yang dijalankan di lokasi usaha. Satu pelaku usaha memiliki satu NIB, dan dapat menambahkan beberapa kegiatan usaha pada NIB yang sama.',
]

/** Contents of the front page: invented, the same in every database. */
export const SEED_CONTENTS: readonly Content[] = (Object.keys(COUNTS) as Content['kind'][]).flatMap((kind) =>
  Array.from({ length: COUNTS[kind] }, (_, i) => {
    const subjects = SUBJECTS[kind]
    return {
      kind,
      title: `${subjects[i % subjects.length]} (${Math.floor(i / subjects.length) + 1})`,
      body: [0, 1, 2, 3].map((offset) => PARAGRAPHS[(i + offset) % PARAGRAPHS.length]).join('\n\n'),
      publishedOn: new Date(Date.UTC(2021, 7, 4 + i * 7)).toISOString().slice(0, 10),
    }
  }),
)
