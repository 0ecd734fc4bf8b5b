;; Cuts aligned crops: warp, antialiasing and tensor conversion in one pass (cut-crops.ts lays out the memory).
;; Pixels are R, G, B, A bytes. Lengths and addresses count bytes unless they say otherwise.
(module
  (import "env" "memory" (memory 1))

  ;; Sets the alpha of $count pixels to 255.
  (func (export "opaque") (param $at i32) (param $count i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.and (local.get $count) (i32.const -4)) (i32.const 2))))
    (block $done
      (loop $fours
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (v128.store (local.get $at)
          (v128.or (v128.load (local.get $at)) (v128.const i32x4 0xff000000 0xff000000 0xff000000 0xff000000)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $fours)))
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.and (local.get $count) (i32.const 3)) (i32.const 2))))
    (block $done
      (loop $ones
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (i32.store8 offset=3 (local.get $at) (i32.const 255))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $ones))))

  ;; Averages one row of cells: $rows pixels high and $factor wide, the last one $last wide. In float64, so that the
  ;; averages are those of plain JavaScript to the bit.
  (func (export "reduce")
    (param $from i32) (param $stride i32) (param $rows i32) (param $factor i32) (param $last i32) (param $cells i32)
    (param $to i32)
    (local $columns i32) (local $row i32) (local $at i32) (local $line i32) (local $end i32)
    (local $sum v128) (local $share v128)
    (loop $nextCell
      (local.set $columns
        (select (local.get $factor) (local.get $last) (i32.gt_u (local.get $cells) (i32.const 1))))
      (local.set $sum (v128.const i32x4 0 0 0 0))
      (local.set $line (local.get $from))
      (local.set $row (local.get $rows))
      (loop $nextRow
        (local.set $at (local.get $line))
        (local.set $end (i32.add (local.get $at) (i32.shl (local.get $columns) (i32.const 2))))
        (loop $nextPixel
          (local.set $sum
            (i32x4.add (local.get $sum)
              (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at))))))
          (br_if $nextPixel
            (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (local.get $end))))
        (local.set $line (i32.add (local.get $line) (local.get $stride)))
        (br_if $nextRow (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))
      (local.set $share
        (f64x2.splat
          (f64.div (f64.const 1) (f64.convert_i32_u (i32.mul (local.get $rows) (local.get $columns))))))
      (local.set $sum
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (i32x4.trunc_sat_f64x2_u_zero
            (f64x2.nearest (f64x2.mul (f64x2.convert_low_i32x4_u (local.get $sum)) (local.get $share))))
          (i32x4.trunc_sat_f64x2_u_zero
            (f64x2.nearest
              (f64x2.mul
                (f64x2.convert_low_i32x4_u
                  (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $sum) (local.get $sum)))
                (local.get $share))))))
      (local.set $sum (i32x4.replace_lane 3 (local.get $sum) (i32.const 255)))
      (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
      (v128.store32_lane 0 (local.get $to) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (local.set $from (i32.add (local.get $from) (i32.shl (local.get $columns) (i32.const 2))))
      (br_if $nextCell (local.tee $cells (i32.sub (local.get $cells) (i32.const 1))))))

  ;; Fills a square crop. Each of its pixels is the mean of $count x $count bilinear samples. Positions in the image
  ;; count in 1/16384 pixel from the centre of pixel (0, 0), which lies at $from; a border of transparent black one
  ;; pixel wide lies around the image.
  (func (export "warp")
    (param $from i32) (param $stride i32)
    ;; Whether samples must be held within the border, and where it lies on the right and at the bottom.
    (param $hold i32) (param $right i32) (param $bottom i32)
    (param $size i32) (param $count i32)
    ;; Where the first sample lies, and the way from a crop pixel to the next on its right: ($a, $b); below: (-$b, $a).
    (param $x f64) (param $y f64) (param $a f64) (param $b f64)
    ;; The same way from a sample to the next.
    (param $stepA i32) (param $stepB i32)
    ;; Where the crop goes as pixels, and as float32: first red, green and blue, and on to the next pixel's. There is no
    ;; float32 when $advance is 0.
    (param $pixels i32) (param $red i32) (param $green i32) (param $blue i32) (param $advance i32)
    ;; Means and factors: (channel - mean) * factor, two times four float32.
    (param $norms i32)
    (local $row i32) (local $column i32) (local $i i32) (local $j i32)
    (local $pixelX f64) (local $pixelY f64)
    (local $lineX i32) (local $lineY i32) (local $sampleX i32) (local $sampleY i32)
    (local $heldX i32) (local $heldY i32)
    (local $at i32) (local $fx i32) (local $fy i32) (local $w11 i32) (local $w01 i32)
    (local $sum v128) (local $top v128) (local $below v128)
    (local $weight v128) (local $means v128) (local $factors v128)
    (local.set $weight
      (f32x4.splat
        (f32.div (f32.const 1)
          (f32.convert_i32_u (i32.mul (i32.mul (local.get $count) (local.get $count)) (i32.const 16384))))))
    (local.set $means (v128.load (local.get $norms)))
    (local.set $factors (v128.load offset=16 (local.get $norms)))
    (local.set $row (local.get $size))
    (loop $nextRow
      (local.set $pixelX (local.get $x))
      (local.set $pixelY (local.get $y))
      (local.set $column (local.get $size))
      (loop $nextColumn
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (local.set $lineX (i32.trunc_sat_f64_s (f64.nearest (local.get $pixelX))))
        (local.set $lineY (i32.trunc_sat_f64_s (f64.nearest (local.get $pixelY))))
        (local.set $i (local.get $count))
        (loop $nextLine
          (local.set $sampleX (local.get $lineX))
          (local.set $sampleY (local.get $lineY))
          (local.set $j (local.get $count))
          (loop $nextSample
            (local.set $heldX (local.get $sampleX))
            (local.set $heldY (local.get $sampleY))
            (if (local.get $hold)
              (then
                (local.set $heldX
                  (select (local.get $heldX) (i32.const -16384)
                    (i32.gt_s (local.get $heldX) (i32.const -16384))))
                (local.set $heldX
                  (select (local.get $heldX) (local.get $right) (i32.lt_s (local.get $heldX) (local.get $right))))
                (local.set $heldY
                  (select (local.get $heldY) (i32.const -16384)
                    (i32.gt_s (local.get $heldY) (i32.const -16384))))
                (local.set $heldY
                  (select (local.get $heldY) (local.get $bottom)
                    (i32.lt_s (local.get $heldY) (local.get $bottom))))))
            (local.set $at
              (i32.add (local.get $from)
                (i32.add
                  (i32.mul (i32.shr_s (local.get $heldY) (i32.const 14)) (local.get $stride))
                  (i32.shl (i32.shr_s (local.get $heldX) (i32.const 14)) (i32.const 2)))))
            ;; The four weights add up to 16384.
            (local.set $fx (i32.and (local.get $heldX) (i32.const 16383)))
            (local.set $fy (i32.and (local.get $heldY) (i32.const 16383)))
            (local.set $w11 (i32.shr_u (i32.mul (local.get $fx) (local.get $fy)) (i32.const 14)))
            (local.set $w01 (i32.sub (local.get $fy) (local.get $w11)))
            (local.set $top (v128.load8x8_u (local.get $at)))
            (local.set $below (v128.load8x8_u (i32.add (local.get $at) (local.get $stride))))
            (local.set $sum
              (i32x4.add (local.get $sum)
                (i32x4.add
                  ;; The left two pixels, channel by channel, upper beside lower.
                  (i32x4.dot_i16x8_s
                    (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $top) (local.get $below))
                    (i32x4.splat
                      (i32.or
                        (i32.sub (i32.sub (i32.const 16384) (local.get $fx)) (local.get $w01))
                        (i32.shl (local.get $w01) (i32.const 16)))))
                  ;; The right two.
                  (i32x4.dot_i16x8_s
                    (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $top) (local.get $below))
                    (i32x4.splat
                      (i32.or
                        (i32.sub (local.get $fx) (local.get $w11))
                        (i32.shl (local.get $w11) (i32.const 16))))))))
            (local.set $sampleX (i32.add (local.get $sampleX) (local.get $stepA)))
            (local.set $sampleY (i32.add (local.get $sampleY) (local.get $stepB)))
            (br_if $nextSample (local.tee $j (i32.sub (local.get $j) (i32.const 1)))))
          (local.set $lineX (i32.sub (local.get $lineX) (local.get $stepB)))
          (local.set $lineY (i32.add (local.get $lineY) (local.get $stepA)))
          (br_if $nextLine (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
        ;; From here on in whole grey levels.
        (local.set $sum (f32x4.nearest (f32x4.mul (f32x4.convert_i32x4_s (local.get $sum)) (local.get $weight))))
        (local.set $top (i32x4.trunc_sat_f32x4_s (local.get $sum)))
        (local.set $top (i16x8.narrow_i32x4_s (local.get $top) (local.get $top)))
        (v128.store32_lane 0 (local.get $pixels) (i8x16.narrow_i16x8_u (local.get $top) (local.get $top)))
        (local.set $pixels (i32.add (local.get $pixels) (i32.const 4)))
        (if (local.get $advance)
          (then
            (local.set $sum (f32x4.mul (f32x4.sub (local.get $sum) (local.get $means)) (local.get $factors)))
            (v128.store32_lane 0 (local.get $red) (local.get $sum))
            (v128.store32_lane 1 (local.get $green) (local.get $sum))
            (v128.store32_lane 2 (local.get $blue) (local.get $sum))
            (local.set $red (i32.add (local.get $red) (local.get $advance)))
            (local.set $green (i32.add (local.get $green) (local.get $advance)))
            (local.set $blue (i32.add (local.get $blue) (local.get $advance)))))
        (local.set $pixelX (f64.add (local.get $pixelX) (local.get $a)))
        (local.set $pixelY (f64.add (local.get $pixelY) (local.get $b)))
        (br_if $nextColumn (local.tee $column (i32.sub (local.get $column) (i32.const 1)))))
      (local.set $x (f64.sub (local.get $x) (local.get $b)))
      (local.set $y (f64.add (local.get $y) (local.get $a)))
      (br_if $nextRow (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))))
